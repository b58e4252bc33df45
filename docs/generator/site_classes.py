"""Lists the classes that the style sheets of the theme give a meaning, for `text/dialect/classes.py`."""

from __future__ import annotations

import re
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "theme" / "assets"
FILE = Path(__file__).resolve().parents[2] / "build" / "prospectus" / "text" / "dialect" / "site_classes.txt"
_COMMENT, _BODY = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\{[^{}]*\}")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


def list_site_classes() -> str:
    """Return the classes in the selectors of all style sheets, one per line, in order."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css")))
    return "".join(f"{name}\n" for name in sorted(set(_CLASS.findall(_BODY.sub("{}", _COMMENT.sub("", sheets))))))
