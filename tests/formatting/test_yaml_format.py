"""The layout of YAML: what changes, what stays, and that neither a value nor a comment is ever lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from prospectus.formatting.key_order import FieldOrder
from prospectus.formatting.yaml_format import MeaningChangedError, UnreadableTextError, format_yaml
from prospectus.load.records import load
from prospectus.load.yaml import YamlError, parse
from prospectus.model.registry import KINDS_BY_NAME, Kind
from tiny import HERE, REPOSITORY

GUIDE = FieldOrder(KINDS_BY_NAME["guide"].model, ("zh", "en"))
SITES = (REPOSITORY, REPOSITORY / "build/prospectus/starter/files", *sorted((HERE / "sites").iterdir()))

CHANGES = {
    "spaces around marks": ("a :   {  x: 1 ,y: [ 2,3 ] }\n", "a: {x: 1, y: [2, 3]}\n"),
    "spaces before a comment": ("a: 1 # one\nb: 2     # aligned\n#c\n", "a: 1  # one\nb: 2     # aligned\n#c\n"),
    "spaces at line ends": ("a: 1   \nb:   \n  c: 2\t\n", "a: 1\nb:\n  c: 2\n"),
    "needless quotation marks": ('a: \'words\'\n"b": "两个 words"\n', "a: words\nb: 两个 words\n"),
    "needed quotation marks": (
        "- '012'\n- \"a: b\"\n- 'no'\n- \"19:30\"\n- '# x'\n- \"a\\u00a0b\"\n- ' x'\n- ''\n- 'null'\n",
        "- '012'\n- \"a: b\"\n- 'no'\n- \"19:30\"\n- '# x'\n- \"a\\u00a0b\"\n- ' x'\n- ''\n- 'null'\n",
    ),
    "a question within brackets": ('a: {zh: "吗？", en: "How much?"}\nb: "How much?"\n', 'a: {zh: 吗？, en: "How much?"}\nb: How much?\n'),
    "a number with the sign of a minus": ('a: ["0.8", "+5", "−5", "±4%"]\n', 'a: ["0.8", "+5", "−5", "±4%"]\n'),
    "quotation marks within brackets": ("a: ['x, y', 'x']\nb: 'guide:margin'\n", "a: ['x, y', x]\nb: guide:margin\n"),
    "indentation": (
        "a:\n- b:\n     c: 1\n     # about d\n     d: 2\n-   e\n",
        "a:\n  - b:\n      c: 1\n      # about d\n      d: 2\n  - e\n",
    ),
    "blocks move whole": ("a:\n    b: |\n        x\n          y  \n    c: 1\n", "a:\n  b: |\n      x\n        y  \n  c: 1\n"),
    "further lines move along": ("a:\n    b: 'x\n      y'\n    c: [1,\n      2]\n", "a:\n  b: 'x\n    y'\n  c: [1,\n    2]\n"),
    "blank lines": ("\n\na: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"),
    "blank lines between records": ("- {a: 1}\n\n- {a: 2}\n\n- {a: 3}\n- {a: 4}\n", "- {a: 1}\n\n- {a: 2}\n\n- {a: 3}\n\n- {a: 4}\n"),
    "no end": ("a: 1", "a: 1\n"),
    "the line ends of a block at the end": ("a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n"),
    "a block at the end without a line end": ("a: |\n  x", "a: |\n  x"),
    "a block that strips": ("a: >-\n  x\n  y\n\n\n\nb: 1\n", "a: >-\n  x\n  y\n\nb: 1\n"),
    "nothing but comments": ("# only this\n", "# only this\n"),
}
ORDERS = {
    "fields of the model": (
        "# top\nreviewed: 2025\n\n# about the answer\nanswer: {en: A, zh: 甲}  # end\ngroup: g\nid: x\ntitle: {zh: 甲}\n# last\n",
        "# top\nid: x\ntitle: {zh: 甲}\ngroup: g\n\n# about the answer\nanswer: {zh: 甲, en: A}  # end\nreviewed: 2025\n# last\n",
    ),
    "items of a list": ("- group: g\n  id: x  # id\n- id: y\n", "- id: x  # id\n  group: g\n- id: y\n"),
    "fields within fields": (
        "points:\n  - text: {zh: 乙}\n    title: {zh: 甲}\n  - {text: {zh: 乙}, title: {zh: 甲}}\n",
        "points:\n  - title: {zh: 甲}\n    text: {zh: 乙}\n  - {title: {zh: 甲}, text: {zh: 乙}}\n",
    ),
    "a block is a whole": (
        "answer:\n  zh: |\n    甲\n\n    乙\ntitle: {zh: 甲}\n",
        "title: {zh: 甲}\nanswer:\n  zh: |\n    甲\n\n    乙\n",
    ),
    "unknown fields stay behind": ("group: g\nwhat: 1\nid: x\n", "id: x\ngroup: g\nwhat: 1\n"),
    "a comment below a dash": ("- group: g\n  # about the id\n  id: x\n", "- group: g\n  # about the id\n  id: x\n"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_layout(name: str) -> None:
    before, after = CHANGES[name]
    assert format_yaml(before) == after
    assert format_yaml(after) == after


@pytest.mark.parametrize("name", ORDERS)
def test_order_of_fields(name: str) -> None:
    before, after = ORDERS[name]
    assert format_yaml(before, GUIDE) == after
    assert format_yaml(after, GUIDE) == after


@pytest.mark.parametrize("text", ["a: [1\n", "a: &x 1\nb: *x\n", "a: 1\na: 2\n", "a:\tb: c: d\n", "a：1\n"])
def test_text_with_a_mistake_is_not_formatted(text: str) -> None:
    with pytest.raises(UnreadableTextError):
        format_yaml(text)


def iter_files() -> list[tuple[Path, Kind]]:
    return [
        (site / part.path, raw.kind)
        for site in SITES
        for raw in load(site).raw_records
        for part in raw.parts
        if part.path.endswith(".yml") and part.prefix in ((), (0,))
    ]


def test_all_content_keeps_its_meaning_and_is_formatted_once() -> None:
    files = iter_files()
    assert len(files) > 200
    for file, kind in files:
        order = FieldOrder(kind.model, ("zh", "en"))
        text = file.read_text(encoding="utf-8")
        formatted = format_yaml(text, order)
        assert parse(formatted) == parse(text), file
        assert sorted(formatted.count(part) for part in ("#", "…")) == sorted(text.count(part) for part in ("#", "…")), file
        assert format_yaml(formatted, order) == formatted, file


WORDS = st.text(st.sampled_from("ab1 :#-'\"\\{}[],&*!|>%@`?\n\t.~两字，：\u00a0"), max_size=12)
SCALARS = st.one_of(WORDS, st.integers(-5, 2030), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False, width=16))
NAMES = st.sampled_from(["id", "title", "zh", "en", "group", "answer", "no", "a b", "12", "x: y"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)), max_leaves=12
)
DOCUMENTS = st.one_of(
    st.dictionaries(NAMES, VALUES, min_size=1, max_size=5), st.lists(st.dictionaries(NAMES, VALUES, min_size=1), max_size=4)
)


def dump_with_ruamel(value: Any, indent: int, offset: int) -> str:
    writer = YAML()
    writer.indent(mapping=max(2, indent), sequence=max(2, indent), offset=min(offset, max(2, indent) - 2))
    stream = io.StringIO()
    writer.dump(value, stream)
    return stream.getvalue()


@st.composite
def yaml_texts(draw: st.DrawFn) -> str:
    """Return a text as some library writes it, with comments and spaces put in where they mean nothing."""
    value = draw(DOCUMENTS)
    style = draw(st.sampled_from([None, False, True, "ruamel"]))
    if style == "ruamel":
        text = dump_with_ruamel(value, draw(st.integers(2, 6)), draw(st.integers(0, 3)))
    else:
        width, indent = draw(st.sampled_from([20, 1000])), draw(st.sampled_from([2, 4, 7]))
        default_style = draw(st.sampled_from([None, None, '"', "'", "|", ">"]))
        text = pyyaml.dump(value, default_flow_style=style, default_style=default_style, allow_unicode=True, width=width, indent=indent)
        text = text.replace("!!int ", "").replace("!!float ", "").replace("!!null ", "").replace("!!bool ", "")
    lines = text.split("\n")
    for position in draw(st.lists(st.integers(0, 30), max_size=4)):
        extra = draw(st.sampled_from(["# 注", "  # a: b", "", "      # deep", "   ", "# x  "]))
        lines.insert(min(position, len(lines)), extra)
    for position in draw(st.lists(st.integers(0, 30), max_size=3)):
        lines[position % len(lines)] += draw(st.sampled_from(["  ", " # 注", "\t"]))
    return "\n".join(lines)


@given(yaml_texts())
def test_generated_text_keeps_its_meaning_and_its_comments(text: str) -> None:
    """`format_yaml` compares value and comments itself, and refuses otherwise; here it must not have to."""
    try:
        value = parse(text)
        formatted = format_yaml(text)
    except (YamlError, UnreadableTextError):
        return
    assert parse(formatted) == value
    assert format_yaml(formatted) == formatted


@given(yaml_texts())
def test_generated_records_keep_their_meaning(text: str) -> None:
    try:
        value = parse(text)
        formatted = format_yaml(text, GUIDE)
    except (YamlError, UnreadableTextError):
        return
    assert parse(formatted) == value
    assert format_yaml(formatted, GUIDE) == formatted


def test_a_mistake_of_ours_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prospectus.formatting.yaml_format.indent", lambda text, _: text.replace("# c", ""))
    with pytest.raises(MeaningChangedError):
        format_yaml("a: 1  # c\n")
