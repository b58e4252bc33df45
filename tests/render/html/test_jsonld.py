"""The JSON-LD of every page uses types, properties and values of the vocabulary of schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from schema_org.base import PropertyMetadata, SchemaModel
from schema_org.registry import get_model

from prospectus.builder.incremental import BuildResult

_SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_DATA_TYPES = {
    bool: {"Boolean"},
    int: {"Integer", "Number"},
    float: {"Number"},
    str: {"Date", "DateTime", "Duration", "Language", "Text", "Time", "URL"},
}
"""By type in JSON: the data types of schema.org that it can hold. Languages and durations are written as text."""

KNOWN = ["DefinedTerm has no property inLanguage"]
"""What our pages say beyond the vocabulary. The language of a term is kept for readers of JSON-LD that use it."""


@cache
def list_properties(schema_type: str) -> dict[str, PropertyMetadata]:
    """Return the properties of a type of schema.org, inherited ones included."""
    model = get_model(schema_type)
    return {entry.schema_name: entry for base in model.__mro__ if issubclass(base, SchemaModel) for entry in base.SCHEMA_PROPERTIES}


def iter_violations(node: dict[str, Any]) -> Iterator[str]:
    """Yield what a node says against the vocabulary, and what the nodes in it say."""
    schema_type = node["@type"]
    properties = list_properties(schema_type)
    for name, value in node.items():
        if name in {"@type", "@id", "@context"}:
            continue
        entry = properties.get(name)
        if entry is None:
            yield f"{schema_type} has no property {name}"
            continue
        for item in value if isinstance(value, list) else [value]:
            if not matches_range(item, entry.ranges):
                yield f"{schema_type}.{name} must be one of {entry.ranges}: {str(item)[:80]}"
            if isinstance(item, dict) and "@type" in item:
                yield from iter_violations(item)


def matches_range(value: Any, ranges: tuple[str, ...]) -> bool:
    """Return whether a value may be the value of a property with these ranges. A URL may stand for any thing."""
    if isinstance(value, dict):
        return "@type" not in value or bool({value["@type"], *get_model(value["@type"]).SCHEMA_TYPES} & set(ranges))
    return bool(_DATA_TYPES[type(value)] & set(ranges)) or (isinstance(value, str) and value.startswith(("http://", "https://")))


def read_nodes(result: BuildResult) -> dict[str, list[dict[str, Any]]]:
    """Return the nodes of the JSON-LD of each page."""
    return {
        str(path.relative_to(result.folder)): [node for script in scripts for node in json.loads(script)["@graph"]]
        for path in sorted(result.folder.rglob("*.html"))
        if (scripts := _SCRIPT.findall(path.read_text(encoding="utf-8")))
    }


@pytest.mark.parametrize("site", ["full", "repository"])
def test_jsonld_follows_the_vocabulary_of_schema_org(site: str, request: pytest.FixtureRequest) -> None:
    pages = read_nodes(request.getfixturevalue(site))
    assert len(pages) > 100
    assert sorted({violation for nodes in pages.values() for node in nodes for violation in iter_violations(node)}) == KNOWN


@pytest.mark.parametrize(
    ("node", "violations"),
    [
        ({"@type": "Event", "startDate": "2025-03-20", "location": {"@type": "VirtualLocation", "url": "https://a.example/"}}, 0),
        ({"@type": "Event", "startsAt": "2025-03-20"}, 1),
        ({"@type": "Event", "performer": {"@type": "Place"}}, 1),
        ({"@type": "Course", "hasPart": [{"@type": "LearningResource", "isAccessibleForFree": "yes"}]}, 1),
    ],
)
def test_violation_of_the_vocabulary_is_reported(node: dict[str, Any], violations: int) -> None:
    assert len(list(iter_violations(node))) == violations
