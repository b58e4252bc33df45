"""Checks: small generators that yield problems. They do not print, count, stop or raise; the docstring of each check states its rule."""
