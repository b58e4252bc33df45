"""The index page of a handout: one HTML file without scripts, which also records what the folder contains.

It is in every language of the site; what it says itself is in Chinese and English. Each link carries the SHA-256 of its file, so that the
folder is never replaced when somebody has changed a file in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape, unescape
from urllib.parse import quote, unquote

from prospectus.problems import Message
from prospectus.scheduling.export_formats import EXPORT_FORMATS, Audience
from prospectus.scheduling.handout import Handout, HandoutGroup

INDEX = "index.html"
MARK = '<meta name="generator" content="prospectus handout">'
LOCAL = Message(
    "Addresses in these files lead to one machine alone. Set SITE_URL to the address of the site, and make them again.",
    "这些文件中的网址只能在一台机器上打开。请把 SITE_URL 设为站点的网址，再生成一次。",
)
LEFT_OUT = Message("Not made", "未生成")
OWN_LANGUAGES = ("zh", "en")
"""The languages that the sentences of this page are written in."""
STYLE = """
:root { color-scheme: light dark; --text: #16211d; --soft: #4a5a53; --line: #c9d2cc; --link: #14543f; --paper: #fff; --warn: #8a3b12; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8eeea; --soft: #b3c0b9; --line: #46534c; --link: #8fd3b6; --paper: #141a17; --warn: #f0b48c; }
}
* { box-sizing: border-box; }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--text);
  font: 1rem/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.3; }
h1 + h1 { font-size: 1.2rem; font-weight: 600; color: var(--soft); }
h2 { margin: 2.25rem 0 0; padding-bottom: .4rem; border-bottom: 2px solid var(--link); font-size: 1.15rem; line-height: 1.4; }
h2 [lang] + [lang], .what [lang] + [lang] { display: block; font-size: .9rem; font-weight: 400; color: var(--soft); }
.site, small { color: var(--soft); font-size: .875rem; }
.site { margin: 0; }
.note { margin: 1rem 0 0; color: var(--warn); }
.form { padding: .9rem 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
.what { margin: 0; font-weight: 600; }
.files { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0 2rem; }
.files h3 { margin: .5rem 0 0; font-size: .875rem; font-weight: 600; color: var(--soft); }
ul { margin: 0; padding: 0; list-style: none; }
li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .6rem; }
a { display: inline-block; min-height: 44px; padding: .55rem 0; color: var(--link); text-underline-offset: .2em; }
a:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
@media print { :root { --text: #000; --soft: #333; --link: #000; --paper: #fff; --warn: #000; --line: #999; color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; } a { min-height: 0; padding: 0; } h2 { break-after: avoid; } }
"""
_LINK = re.compile(r'<a href="([^"]+)" data-sha256="([0-9a-f]{64})"')


def render_index(handout: Handout) -> bytes:
    """Return the index of a handout as HTML in UTF-8."""
    return ("\n".join(_iter_lines(handout)) + "\n").encode()


def read_index(html: str) -> dict[str, str] | None:
    """Return the SHA-256 of each file that an index lists, by path; None if the page is not such an index."""
    if MARK not in html:
        return None
    return {unquote(unescape(href)): checksum for href, checksum in _LINK.findall(html)}


def _iter_lines(handout: Handout) -> Iterator[str]:
    first = handout.locales[0]
    title = f"{handout.titles[first.language]} · {handout.site[first.language]}"
    yield f'<!doctype html>\n<html lang="{escape(first.tag)}"><head><meta charset="utf-8">{MARK}'
    yield f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{STYLE}</style></head><body>'
    yield f'<header><p class="site">{escape(handout.site[first.language])}</p>'
    yield from (f'<h1 lang="{escape(locale.tag)}">{escape(handout.titles[locale.language])}</h1>' for locale in handout.locales)
    if handout.has_local_urls:
        yield f'<div class="note">{_in_own_languages(LOCAL, handout, "p")}</div>'
    yield "</header><main>"
    for audience in Audience:
        groups = [group for group in handout.groups if EXPORT_FORMATS[group.name].audience is audience and group.files]
        if groups:
            yield f"<section><h2>{_in_own_languages(audience.value, handout)}</h2>"
            for group in groups:
                yield from _iter_group_lines(group, handout)
            yield "</section>"
    yield from _iter_left_out_lines(handout)
    yield "</main></body></html>"


def _iter_group_lines(group: HandoutGroup, handout: Handout) -> Iterator[str]:
    yield f'<div class="form"><p class="what">{_in_own_languages(group.description, handout)}</p><div class="files">'
    for locale in handout.locales:
        if locale.language in group.files:
            yield f'<div lang="{escape(locale.tag)}"><h3>{escape(locale.name)}</h3><ul>'
            yield from _iter_links(group.files[locale.language])
            yield "</ul></div>"
    yield "</div></div>"


def _iter_links(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield a row for each file. Files whose names differ in the extension only, such as a QR code as SVG and as PNG, share a row."""
    rows: dict[str, list[str]] = {}
    for path, body in files.items():
        link = f'<a href="{quote(path)}" data-sha256="{sha256(body).hexdigest()}">{escape(path.rpartition("/")[2])}</a>'
        rows.setdefault(path.rpartition(".")[0], []).append(f"{link} <small>{_format_size(len(body))}</small>")
    for links in rows.values():
        yield f"<li>{' '.join(links)}</li>"


def _iter_left_out_lines(handout: Handout) -> Iterator[str]:
    groups = [group for group in handout.groups if group.left_out]
    if groups:
        yield f"<section><h2>{_in_own_languages(LEFT_OUT, handout)}</h2>"
        for group in groups:
            yield f'<div class="form"><p class="what">{_in_own_languages(group.description, handout)}</p>'
            for reason, languages in group.reasons.items():
                names = " · ".join(locale.name for locale in handout.locales if locale.language in languages)
                yield f"<p><small>{escape(names)}</small></p>{_in_own_languages(reason, handout, 'p')}"
            yield "</div>"
        yield "</section>"


def _in_own_languages(message: Message, handout: Handout, tag: str = "span") -> str:
    """Return a phrase in each of its languages that is one of the site's; in English, if none is."""
    languages = [locale.language for locale in handout.locales if locale.language in OWN_LANGUAGES] or ["en"]
    return "".join(_build_phrase(tag, language, message) for language in _unique(languages))


def _build_phrase(tag: str, language: str, message: Message) -> str:
    return f'<{tag} lang="{language}">{escape(message.in_language(language))}</{tag}>'


def _unique(values: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(values))


def _format_size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
