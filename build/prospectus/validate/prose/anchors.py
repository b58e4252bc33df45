"""Checks links to a place on a page: `#heading` on the same page, `guide:ID#heading` on another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from urllib.parse import unquote

from prospectus.cache.cache import BuildCache
from prospectus.model import urls
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.problems import Message, Problem
from prospectus.text.markdown import HEADING_ID, MarkdownRenderer, slugify
from prospectus.validate.known_names import KnownNames, list_choices
from prospectus.validate.prose.field_source import iter_sources
from prospectus.validate.prose.link import Link
from prospectus.validate.prose.links import iter_links, resolve_target
from prospectus.validate.prose.page_anchors import PageAnchors
from prospectus.validate.prose.source import ProseSource
from prospectus.validate.references import CheckedRecord

_MAY_LINK_TO_ANCHOR = re.compile(r"\]\([^)\s]*#|\]:\s*\S*#|href\s*=\s*[\"']?[^\"'\s>]*#", re.IGNORECASE)


def check_anchors(records: Sequence[CheckedRecord], names: KnownNames, cache: BuildCache) -> Iterator[Problem]:
    """A link to a place on a page must lead to a heading or another element with an id that the page has."""
    flags = cache.map_changed("links to anchors", records, _may_link_to_anchor)
    linking = [checked for checked, flag in zip(records, flags, strict=True) if flag]
    if linking:
        anchors = PageAnchors({checked.key: checked for checked in records}, names, MarkdownRenderer(cache))
        for checked in linking:
            for source in iter_sources(checked):
                yield from _check_text(source, checked, anchors, names)


def _may_link_to_anchor(checked: CheckedRecord) -> bool:
    def find() -> bool:
        texts = (*(prose.text for prose in checked.raw.prose.values()), *_iter_strings(checked.raw.data))
        return not checked.record.hidden and any("#" in text and _MAY_LINK_TO_ANCHOR.search(text) for text in texts)

    return checked.raw.fact("links to anchors", find)


def _iter_strings(value: object) -> Iterator[str]:
    """Yield all strings within the fields of a raw record, which need no model."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | tuple | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _iter_strings(item)


def _check_text(source: ProseSource, checked: CheckedRecord, anchors: PageAnchors, names: KnownNames) -> Iterator[Problem]:
    for link in iter_links(source):
        _, hash_sign, fragment = link.target.partition("#")
        target = resolve_target(source, link.target)
        if not hash_sign or link.is_picture or (target and not names.resolves(target)):
            continue
        meant, fragment = target or f"{checked.raw.kind.name}:{checked.record.id}", unquote(fragment)
        if fragment and not anchors.exists(meant, fragment, source.language):
            yield _report_anchor(source, link, _list_anchors(meant, source.language, anchors))


def _list_anchors(target: str, language: str, anchors: PageAnchors) -> list[str]:
    """Return the ids on the page of a record to which a link may lead, those of its prose first; headings by their words."""
    kind, _, key = target.partition(":")
    checked = anchors.find(kind, key)
    if checked is None or urls.record_url(KINDS_BY_NAME[kind], key) is None:
        return []
    ids = (*anchors.list_prose_ids(checked, language), *anchors.list_record_ids(checked))
    return [anchor for anchor in dict.fromkeys(ids) if anchor != key and not _is_hidden(anchor)]


def _is_hidden(anchor: str) -> bool:
    """Return whether an id is not proposed to editors: that of a footnote, and that of a heading by its place."""
    return anchor.startswith(("fn:", "fnref:")) or HEADING_ID.fullmatch(anchor) is not None


def _report_anchor(source: ProseSource, link: Link, ids: list[str]) -> Problem:
    target, _, fragment = link.target.partition("#")  # as it is written
    slug = slugify(unquote(fragment), "-")
    close = [slug] if slug in ids else get_close_matches(slug, ids, 1, 0.6)
    form: str | Message
    if close:
        form = f"{target}#{close[0]}"
    elif ids:
        form = list_choices([f"{target}#{anchor}" for anchor in ids])
    else:
        form = target or Message("a link without #: this page has no headings", "不带 # 的链接：本页没有小标题")
    fix = ((link.offset, link.offset + len(link.target), form),) if slug in ids and isinstance(form, str) and not link.in_html else ()
    return source.problem_at(link.offset, "PR262", came=link.target, form=form, fix=fix)
