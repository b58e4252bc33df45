"""What fragments say where there is no HTML: a formula its LaTeX, which is its alternative text, and an icon nothing."""

from __future__ import annotations

from prospectus.patterns import lazy_pattern

_MATH = lazy_pattern(r'<math\b[^>]*?\balttext="([^"]*)"[^>]*>(?:(?!</math>).)*</math>')
_ICON = lazy_pattern(r'<span class="icon-in-text[^>]*><svg\b(?:(?!</svg>).)*</svg></span>')


def replace_fragments(html: str) -> str:
    """Return HTML in which the LaTeX of each formula replaces its MathML, and without icons."""
    html = _MATH.sub(r"\1", html) if "<math" in html else html
    return _ICON.sub("", html) if "icon-in-text" in html else html
