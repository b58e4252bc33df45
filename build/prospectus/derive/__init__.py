"""Meaning: what happens when, what stands beside what, and the frozen views that templates and formats read."""
