"""Feeds of other publishers: fetching, parsing, archiving, and proposals made from them."""
