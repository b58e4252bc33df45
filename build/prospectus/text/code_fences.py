"""The pattern of fenced code, as CommonMark 0.31, 4.5, defines it: any words may follow the first fence, and the last one may be longer."""

from __future__ import annotations

import re

from prospectus.patterns import lazy_pattern

FENCED_CODE = lazy_pattern(
    r"^[ ]{0,3}(?P<fence>~{3,}|`{3,})[ ]*(?:\{(?P<attrs>[^\n}]*)\}|\.?(?P<lang>[\w#.+-]*))(?P<hl_lines>(?!))?[^\n`]*\n"
    r"(?P<code>(?:[^\n]*\n)*?)[ ]{0,3}(?P=fence)[`~]*[ ]*$",
    re.MULTILINE,
)
"""A block of fenced code. The names of the groups are those that Python-Markdown uses."""
