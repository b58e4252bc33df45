"""Text in any language: Markdown, the glossary, language tags, dates in words, line breaking, QR codes."""
