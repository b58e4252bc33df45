"""Sets up text editors: JSON Schemas of what is written in a site, with its ids as choices, and the settings that switch them on."""
