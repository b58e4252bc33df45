"""What somebody can say about a new site, and the defaults of what they leave out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from prospectus.starter.languages import SiteLanguage, parse_languages
from prospectus.starter.texts import to_traditional

KINDS_FILE = Path(__file__).with_name("kinds.yml")
DEFAULT_KIND = "exchange"


@cache
def read_kinds() -> Mapping[str, Mapping[str, Any]]:
    """Return the kinds of institutions, with the names and the folders of each."""
    kinds: Mapping[str, Mapping[str, Any]] = yaml.safe_load(KINDS_FILE.read_text(encoding="utf-8"))
    return kinds


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """What is known of a new site."""

    languages: tuple[SiteLanguage, ...] = parse_languages(("zh", "en"))
    kind: str = DEFAULT_KIND
    names: Mapping[str, str] | None = None
    """The name of the institution by language key; under the empty key, for all other languages. None for an invented one."""
    url: str = ""
    colour: str = ""
    zone: str = "UTC"

    def name_in(self, key: str) -> str:
        """Return the name of the institution in a language."""
        invented: Mapping[str, str] = read_kinds()[self.kind]["name"]
        names = self.names or {}
        if key in names or "" in names:
            return names.get(key) or names[""]
        base = next((names[other] for other in names if other.partition("-")[0] == key.partition("-")[0]), None)
        if base or names:
            return base or next(iter(names.values()))
        return invented["en"] if key == "en" else to_traditional(invented["zh"]) if key == "zh-hant" else invented["zh"]

    @property
    def institution_id(self) -> str:
        """The id of the institution: from its name, if that is written in Latin letters."""
        default: str = read_kinds()[self.kind]["id"]
        name = next((name for key, name in (self.names or {}).items() if key in ("en", "")), "")
        slug = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
        return slug[:60].strip("-") if slug and name.isascii() else default
