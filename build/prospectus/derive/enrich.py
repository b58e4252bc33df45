"""What a page of one kind shows beyond its fields: worked out here, so that its template only arranges."""

from __future__ import annotations

from collections.abc import Callable

from prospectus.derive.resolve import Resolver
from prospectus.derive.view import View
from prospectus.model.record import Record


def _flow(view: View, _: Record, __: Resolver) -> View:
    """Give each department a lane, in the order in which they first act, and each stage its farthest lane."""
    lanes: dict[str, View] = {}
    for stage in view.stages:
        for node in stage.nodes:
            lanes.setdefault(node.department.id, node.department)
    place = {key: number for number, key in enumerate(lanes, 1)}
    stages = [stage.having(nodes=tuple(node.having(lane=place[node.department.id]) for node in stage.nodes)) for stage in view.stages]
    return view.having(
        lanes=tuple(lanes.values()),
        stages=tuple(stage.having(far=max(node.lane for node in stage.nodes)) for stage in stages),
        node_count=sum(len(stage.nodes) for stage in view.stages),
        task_count=sum(len(node.tasks) for stage in view.stages for node in stage.nodes),
    )


def _term(view: View, record: Record, resolver: Resolver) -> View:
    """Give a term its words in the other languages, and all its words for the filter."""
    words = record.title.as_dict()
    others = tuple((resolver.tag_of(language), text) for language, text in words.items() if language != resolver.locale.language)
    return view.having(others=others, search=" ".join(words.values()))


ENRICH: dict[str, Callable[[View, Record, Resolver], View]] = {"flow": _flow, "term": _term}
