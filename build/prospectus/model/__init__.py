"""The content model: record types and value types, one module per type. No I/O, and no knowledge of pages."""
