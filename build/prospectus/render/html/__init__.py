"""HTML pages: templates, layouts shared by many pages, term links, JSON-LD."""
