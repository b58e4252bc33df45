"""Changes of single events: move, cancel, reinstate, retitle, close and waive. Each returns values, and nothing is written here."""
