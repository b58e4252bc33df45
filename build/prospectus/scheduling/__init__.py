"""The schedulers' commands: plan, import, export and release a month, set replays, pull feeds. The only code that writes content."""
