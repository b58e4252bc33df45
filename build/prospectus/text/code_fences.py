"""The pattern of fenced code, as CommonMark 0.31, 4.5, defines it: any words may follow the first fence, and the last one may be longer."""

from __future__ import annotations

import re

from prospectus.patterns import lazy_pattern

FENCED_CODE = lazy_pattern(r"^[ \t>]*(?P<fence>~{3,}|`{3,})[^\n`]*\n(?:[^\n]*\n)*?[ \t>]*(?P=fence)[`~]*[ ]*$", re.MULTILINE)
"""A block of fenced code, which may stand in a list, a quotation, an admonition or a tab."""
