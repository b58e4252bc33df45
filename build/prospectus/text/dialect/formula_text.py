"""What formulas say where there is no MathML: their LaTeX, which is their alternative text."""

from __future__ import annotations

from prospectus.patterns import lazy_pattern

_MATH = lazy_pattern(r'<math\b[^>]*?\balttext="([^"]*)"[^>]*>(?:(?!</math>).)*</math>')


def replace_formulas(html: str) -> str:
    """Return HTML in which the LaTeX of each formula replaces its MathML."""
    return _MATH.sub(r"\1", html) if "<math" in html else html
