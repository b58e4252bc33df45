"""Renders pages with their templates. Templates see only views; the Jinja environment and its filters are set up here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from prospectus.derive.view import PageView
from prospectus.memo import Memo, digest
from prospectus.render.engine import quicken
from prospectus.render.jsonld import jsonld
from prospectus.render.oddities import without_checkbox_autocomplete
from prospectus.render.terms import linked


class _Compiled(BytecodeCache):
    """Caches compiled templates, keyed by a hash of their source and by the names of our templates."""

    def __init__(self, memo: Memo, ours: frozenset[str]) -> None:
        self._memo, self._ours = memo, digest(sorted(ours))

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self._memo.found("template", self._key(bucket))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._memo.add({("template", self._key(bucket)): bucket.bytecode_to_string()})

    def _key(self, bucket: Bucket) -> str:
        return f"{bucket.key} {bucket.checksum} {self._ours}"


def prepare(env: Environment, ours: frozenset[str], memo: Memo | None = None) -> Environment:
    """Set up an environment for our templates and return it: escaping, filters and faster rendering.

    `own_templates` are the names of our templates, in which all values are escaped. `cache` stores the compiled templates.
    """
    env.bytecode_cache = _Compiled(memo, ours) if memo is not None else None
    env.autoescape = lambda name: name in ours
    env.trim_blocks = env.lstrip_blocks = True
    env.filters["plain"] = str.__str__
    env.filters["terms"] = linked
    quicken(env)
    return env


def context(page: PageView) -> dict[str, Any]:
    """Return the template variables of a page, without those of the host."""
    return {"view": page, "site": page.site, "body": page.body, "base": page.base, "t": page.site.t, "jsonld": jsonld(page)}


def render(env: Environment, page: PageView, host: Mapping[str, Any]) -> bytes:
    """Return the bytes of a page. `host_context` has the variables that MkDocs passes to every template."""
    return finished(env.get_template(page.template).render({**host, **context(page)})).encode()


def finished(html: str) -> str:
    """Return a rendered page with the known problems of the base theme fixed, as it is published."""
    return without_checkbox_autocomplete(html)
