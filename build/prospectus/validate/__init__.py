"""Checks: small generators that yield problems. They do not print, count, stop or raise; each docstring is the rule."""
