"""What web servers need to know of a site: headers, media types, pages for unknown addresses, and redirects."""
