"""Prospectus: a generator of bilingual investor-education sites."""

__version__ = "0.2.0"
