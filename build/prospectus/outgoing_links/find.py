"""Finds the links of the content that lead to other sites, and where each is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from prospectus.load.drafts import ProseFile, RawRecord
from prospectus.load.records import LoadedContent
from prospectus.load.settings import Setting
from prospectus.model.fields import FieldPath
from prospectus.patterns import lazy_pattern
from prospectus.problems import Problem, make_problem
from prospectus.text.addresses import ADDRESS, trim_address
from prospectus.validate.prose.links import iter_links
from prospectus.validate.prose.source import ProseSource

Place = Callable[..., Problem]
"""Returns the problem with a code and parameters at the place of a link; the line is looked up only then."""
LINK_SETTINGS = frozenset({"repo_url", "extra.social.link"})
"""The settings of `mkdocs.yml` that pages show as links."""
_WEB = lazy_pattern(r"https?://", re.IGNORECASE)
_ADDRESS_ALONE = lazy_pattern(r"https?://\S+", re.IGNORECASE)


def find_links(loaded: LoadedContent) -> Mapping[str, Sequence[Place]]:
    """Return the places of each address of another site that readers can follow, by address without its fragment.

    Drafts are left out. What is code or a comment is no link.
    """
    places: dict[str, list[Place]] = {}
    in_records = (_iter_in_record(raw, loaded.languages) for raw in loaded.raw_records if raw.data.get("status") != "draft")
    for address, place in chain(chain.from_iterable(in_records), _iter_in_settings(loaded.settings)):
        places.setdefault(address.partition("#")[0].replace("&amp;", "&"), []).append(place)
    return places


def _iter_in_settings(settings: Collection[Setting]) -> Iterator[tuple[str, Place]]:
    for setting in settings:
        if setting.name in LINK_SETTINGS and _WEB.match(setting.value):
            yield setting.value, partial(make_problem, setting.path, setting.line, setting.column)


def _iter_in_record(raw: RawRecord, languages: Collection[str]) -> Iterator[tuple[str, Place]]:
    for language, prose in raw.prose.items():
        source = ProseSource(prose, language)
        for offset, address in _iter_in_text(source):
            yield address, partial(source.problem_at, offset)
    for field_path, text in _iter_texts(raw.data, ()):
        place = _build_place(raw, field_path, languages)
        if _ADDRESS_ALONE.fullmatch(text):
            yield text, place
        elif "://" in text:
            yield from ((address, place) for _, address in _iter_in_text(ProseSource(ProseFile(raw.path, text, 1), "")))


def _build_place(raw: RawRecord, field_path: FieldPath, languages: Collection[str]) -> Place:
    language = str(field_path[-1]) if field_path and field_path[-1] in languages else None

    def report(code: str, **params: object) -> Problem:
        return raw.problem(field_path, code, language, **params)

    return report


def _iter_texts(value: object, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    match value:
        case str():
            yield path, value
        case Mapping():
            for name, item in value.items():
                yield from _iter_texts(item, (*path, name))
        case Sequence():
            for index, item in enumerate(value):
                yield from _iter_texts(item, (*path, index))


def _iter_in_text(source: ProseSource) -> Iterator[tuple[int, str]]:
    """Yield each address in Markdown with its offset: the targets of links, and what stands in the text as it is."""
    if "://" not in source.text:
        return
    rest = source.without_comments
    for link in iter_links(source):
        if _WEB.match(link.target):
            yield link.offset, link.target
        end = link.offset + len(link.target)
        rest = f"{rest[: link.offset]}{' ' * len(link.target)}{rest[end:]}"
    for match in ADDRESS.finditer(rest):
        yield match.start(), trim_address(match[0])
