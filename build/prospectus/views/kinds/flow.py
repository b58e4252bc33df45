"""The view of a flow: its lanes, and the number of its nodes and tasks."""

from __future__ import annotations

from prospectus.model.record import Record
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def build_flow_view(view: View, _: Record, __: Resolver) -> View:
    """Add a lane per department, in order of first appearance, and to each stage the number of its last lane."""
    lanes: dict[str, View] = {}
    for stage in view.stages:
        for node in stage.nodes:
            lanes.setdefault(node.department.id, node.department)
    lane_numbers = {key: number for number, key in enumerate(lanes, 1)}
    stages = [
        stage.with_values(nodes=tuple(node.with_values(lane=lane_numbers[node.department.id]) for node in stage.nodes))
        for stage in view.stages
    ]
    return view.with_values(
        lanes=tuple(lanes.values()),
        stages=tuple(stage.with_values(last_lane=max(node.lane for node in stage.nodes)) for stage in stages),
        node_count=sum(len(stage.nodes) for stage in view.stages),
        task_count=sum(len(node.tasks) for stage in view.stages for node in stage.nodes),
    )
