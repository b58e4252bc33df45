"""One month in each format that schedulers publish: poster, article, plain text, PDF, schedule.json."""
