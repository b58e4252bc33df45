"""Ids, references by id, URLs and link targets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
URL_SCHEMES = ("http", "https", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a string field as the id of a record of `kind`."""

    kind: str


@dataclass(frozen=True, slots=True)
class NameOf:
    """Marks a `Text` field as a name: a record of `kind` may have the same name, and then has it in every language."""

    kind: str


@dataclass(frozen=True, slots=True)
class TargetMark:
    """Marks a string field as a `Target`."""

    embedded: bool = False
    """Whether the target is embedded in the page, and so needs no page of its own."""


@dataclass(frozen=True, slots=True)
class UrlMark:
    """Marks a string field as a `Url`."""


@dataclass(frozen=True, slots=True)
class PictureMark:
    """Marks a string field as a `Picture`."""


@dataclass(frozen=True, slots=True)
class FileMark:
    """Marks a string field as the path of a file, relative to the file that holds it."""


@dataclass(frozen=True, slots=True)
class PatternMark:
    """States the form of a string for the schemas of text editors, as a regular expression. The validator beside it decides."""

    pattern: str


@dataclass(frozen=True, slots=True)
class ChoicesMark:
    """Names the values of a string for the schemas of text editors. A check decides."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeMark:
    """Marks a string field as the code of a problem."""


@dataclass(frozen=True, slots=True)
class ProseMark:
    """Marks a `Text` field as Markdown."""


def _validate_id(value: str) -> str:
    if not ID_PATTERN.fullmatch(value) or len(value) > 80:
        raise PydanticCustomError("id_form", "must be an id")
    return value


def _validate_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  an invalid port raises ValueError here
    except ValueError:
        raise PydanticCustomError("url_form", "must be a URL") from None
    if parts.scheme not in URL_SCHEMES or (parts.scheme.startswith("http") and not parts.netloc) or re.search(r"[\s<>\"\\]", value):
        raise PydanticCustomError("url_form", "must be a URL")
    return value


def _validate_target(value: str) -> str:
    kind, colon, key = value.partition(":")
    if not colon or not kind or not key:
        raise PydanticCustomError("target_form", "must be a target")
    return value


Id = Annotated[str, AfterValidator(_validate_id), PatternMark(r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""A permanent id in ASCII kebab-case. It is part of the URL."""

_URL_FORM = r'^([Hh][Tt][Tt][Pp][Ss]?://[^\s<>"\\/?#][^\s<>"\\]*|([Mm][Aa][Ii][Ll][Tt][Oo]|[Tt][Ee][Ll]):[^\s<>"\\]*)$'

Url = Annotated[str, AfterValidator(_validate_url), UrlMark(), PatternMark(_URL_FORM)]
"""An `http`, `https`, `mailto` or `tel` URL."""

Target = Annotated[str, AfterValidator(_validate_target), TargetMark()]
"""A link target on this site: `notice:ID` for a record, `list:notice` for the listing of a kind, `page:calendar` for a page."""

EmbeddedTarget = Annotated[str, AfterValidator(_validate_target), TargetMark(embedded=True)]
"""Content that a page embeds: `flow:ID` for a record, `list:channel` for all records of a kind."""

PICTURE_PATTERN = r"^(assets|downloads|files)/[^\s?#\\]+\.(jpg|jpeg|png|webp|avif)$"

Picture = Annotated[str, StringConstraints(pattern=PICTURE_PATTERN), PictureMark()]
"""A picture that the site publishes, by its path in `content/`: `assets/li-ming.jpg`."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=400)]
"""One line of text that is the same in every language: a code, a number or a name."""
