"""Renders pages with their templates. Templates see only views; the Jinja environment and its filters are set up here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

from prospectus.cache.cache import BuildCache, digest
from prospectus.render.html.compiled_templates import CompiledTemplates
from prospectus.render.html.headings import break_headings
from prospectus.render.html.jsonld import build_jsonld
from prospectus.render.html.material_fixes import remove_checkbox_autocomplete
from prospectus.render.html.template_errors import report_template_errors
from prospectus.render.html.term_links import link_terms
from prospectus.render.security_policy import build_page_policy
from prospectus.tested_versions import is_tested
from prospectus.text.rich_text import resolve_root, to_paragraphs, unlink
from prospectus.views.page import PageView


def prepare_environment(env: Environment, own_templates: frozenset[str]) -> Environment:
    """Set up an environment for our templates and return it: escaping, filters, and faster rendering with a tested version of Jinja.

    `own_templates` are the names of our templates, in which all values are escaped.
    """
    env.autoescape = lambda name: name in own_templates
    env.trim_blocks = env.lstrip_blocks = True
    env.filters["plain"] = str.__str__
    env.filters["unlinked"] = unlink
    env.filters["paragraphs"] = to_paragraphs
    env.filters["terms"] = link_terms
    env.filters["headings"] = break_headings
    if is_tested("jinja2"):
        from prospectus.render.html.jinja_fast import optimise  # noqa: PLC0415  (fails to import where Jinja's private names have changed)

        optimise(env)
    env.bytecode_cache = CompiledTemplates()
    return env


def hash_templates(templates: Mapping[str, str], cache: BuildCache) -> str:
    """Return a hash of templates and their names."""
    return cache.if_changed("hash of templates", templates, lambda: digest(sorted(templates.items())))


def build_template_context(page: PageView) -> dict[str, Any]:
    """Return the template variables of a page, without those of the host."""
    return {
        "view": page,
        "site": page.site,
        "body": page.body,
        "base": page.base,
        "t": page.site.t,
        "jsonld": build_jsonld(page),
        "policy": build_page_policy(page.site.other_hosts),
    }


@report_template_errors()
def render_page(env: Environment, page: PageView, host_context: Mapping[str, Any]) -> bytes:
    """Return the bytes of a page. `host_context` has the variables that MkDocs passes to every template."""
    return finish_page(env.get_template(page.template).render({**host_context, **build_template_context(page)}), page).encode()


def finish_page(html: str, page: PageView) -> str:
    """Return a rendered page as it is published: with the links of its texts resolved, and the known problems of the base theme fixed."""
    return remove_checkbox_autocomplete(resolve_root(html, page.base))
