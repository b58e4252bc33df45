"""Fills in the texts of the languages that are converted from the other script of Chinese; the stages after it know nothing of it."""
