"""What happens when: intervals, occurrences, business days, obligations, releases. No pages and no files."""
