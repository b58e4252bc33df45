"""The record types: one module per kind of content, and nothing else."""
