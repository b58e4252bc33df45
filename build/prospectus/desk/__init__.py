"""The scheduler's desk: what writes into the repository, and what is handed out of a month."""
