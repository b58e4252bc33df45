"""Patterns that are compiled on first use must be compilable, and behave as compiled ones."""

from __future__ import annotations

import gc
import re
from importlib import import_module
from pathlib import Path

import prospectus
from prospectus.patterns import _LazyPattern, lazy_pattern

PACKAGE = Path(prospectus.__file__).parent
MODULES = {".".join(("prospectus", *path.relative_to(PACKAGE).with_suffix("").parts)): path for path in PACKAGE.rglob("*.py")}


def test_all_patterns_can_be_compiled() -> None:
    using = [name for name, path in MODULES.items() if "= lazy_pattern(" in path.read_text(encoding="utf-8")]
    for name in using:
        import_module(name)
    found = [item for item in gc.get_objects() if isinstance(item, _LazyPattern)]
    assert len(found) >= len(using) > 0
    for item in found:
        assert re.compile(item.pattern, item.flags) is not None


def test_pattern_has_the_attributes_of_a_compiled_one() -> None:
    pattern = lazy_pattern("(?P<word>b+)", re.IGNORECASE)
    assert [match["word"] for match in pattern.finditer("abBc")] == ["bB"]
    assert pattern.sub("-", "abc") == pattern.sub("-", "aBc") == "a-c"
    assert (pattern.pattern, pattern.groups, dict(pattern.groupindex)) == ("(?P<word>b+)", 1, {"word": 1})


def test_pattern_is_compiled_once() -> None:
    pattern = lazy_pattern("x")
    assert pattern.match == pattern.match
    assert "_compiled" in vars(pattern)
