"""The view of a guide: its fields, and the tools among the pages that it links to."""

from __future__ import annotations

from prospectus.model.kinds.guide import Guide
from prospectus.model.record import Record
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def build_guide_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a guide with links to the tools that work with its answer."""
    if not isinstance(record, Guide):
        return view
    targets = (target.partition(":") for target in record.related)
    tools = tuple(resolver.link_to(f"{kind}:{key}") for kind, _, key in targets if kind in KINDS_BY_NAME and KINDS_BY_NAME[kind].tool)
    return view.with_values(tools=tools)
