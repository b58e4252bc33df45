"""Tests that every fact of the two source documents is on the site, in each language, in the element that is marked with its id.

`inventory/PART.yml` lists the facts, one file per part of the inventory. A fact has an id, which an element of the site carries as
`data-ref`, and the strings that one such element must contain: names, figures, addresses and statements, in the words of the site.
"""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import permutations, product
from pathlib import Path
from typing import Any

import pytest

from prospectus.builder.incremental import BuildResult
from prospectus.load.yaml import parse
from tiny import REPOSITORY, build_to

HERE = Path(__file__).parent

LANGUAGES = ("zh", "en")
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
INLINE = frozenset("a abbr b bdi cite code em i kbd mark q s small span strong sub sup time u wbr".split())
OUTSIDE_MAIN = "the frame"
"""The key for the text outside the main element of a page, such as header and footer."""
ROW_COUNTS = {"a": 11, "b": 74, "c": 33, "d": 52, "e": 12, "f": 38, "g": 32, "h": 11, "i": 10, "j": 4, "k": 23, "l": 5}
"""The number of facts per part of the inventory."""
DELETIONS = """
content/guides/arrangement-2025.yml | 它是一份通知的附件 | arrangement-2025 zh
content/channels/others.yml | 021-68401198 | channel-office-fax zh, channel-office-fax en
courses/programmes/mp-joint-events.yml | London | mp-joint-overseas-venues en
courses/programmes/ss-base.yml | 一家期货公司会员 | ss-base-flow zh
courses/programmes/sa-compliance.yml | Quarterly | sa-supervision-lectures en
content/guides/feedback.yml | 以后的年份应改填当年 | form-field-date zh
content/guides/membership.yml | 10,000,000 | ine-req-3 en
content/flows/flow-osp.yml | 申请特殊风控席位并缴纳席位费 | flow-osp-5-trading zh
content/contracts/sc.yml | 200,000 | sc-position-disclosure en
content/rules/ine.yml | 911319569 | rule-ine-delivery zh, rule-ine-delivery en
content/guides/compensation.yml | 超过10万元的部分补偿80% | fund-institution zh
content/measures/ine-2018.yml | Call for an interview | measure-4-interview en, measures-list en
content/channels/others.yml | http://www.cfachina.org/ | link-cfa zh, link-cfa en
"""
"""One deletion or more per part of the inventory: a file, the text that is deleted, and the facts that are missing afterwards."""


@dataclass(frozen=True)
class InventoryRow:
    """A fact, and the strings that the element that shows it must contain."""

    id: str
    part: str
    required: Mapping[str, tuple[str, ...]]
    """The required strings, by language."""

    def missing_from(self, elements: list[str], language: str) -> list[str]:
        """Return the strings that are missing from the best matching one of `elements`; empty if one contains all of them."""
        missing = ([text for text in self.required[language] if text not in element] for element in elements)
        return min(missing, key=len, default=["an element of its own"])


@cache
def load_inventory() -> tuple[InventoryRow, ...]:
    """Return the rows of all parts, in order."""
    return tuple(
        InventoryRow(row["id"], path.stem, required_strings(row))
        for path in sorted((HERE / "inventory").glob("*.yml"))
        for row in read_rows(path)
    )


def read_rows(path: Path) -> list[dict[str, Any]]:
    return list(parse(path.read_text(encoding="utf-8")))


def required_strings(row: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(row[language]) for language in LANGUAGES}


@dataclass
class OpenElement:
    """An element that has not been closed yet."""

    tag: str
    fact: str | None
    """The id of the fact that it shows (`data-ref`)."""
    main: bool
    text_position: int
    """The number of pieces of text before the element."""
    target_position: int
    """The number of `href` and `alt` values before the element."""
    hidden: bool
    last_number: int = 0
    """The number of its last list item, if it is an ordered list."""


@dataclass
class FactParser(HTMLParser):
    """Collects the text of each element that shows a fact: the accessible text with list numbers, then the targets of links."""

    elements: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open_elements: list[OpenElement] = []
        self._texts: list[str] = []
        self._targets: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in INLINE:
            self._texts.append(" ")
        if not self._hidden:
            self._targets += [value for name in ("href", "alt") if (value := attributes.get(name))]
        if tag in VOID:
            return
        hidden = attributes.get("aria-hidden") == "true" or tag in ("script", "style")
        self._hidden += hidden
        self._open_elements.append(
            OpenElement(tag, attributes.get("data-ref"), attributes.get("id") == "main", len(self._texts), len(self._targets), hidden)
        )
        if tag == "li":
            self._add_item_number(attributes.get("value"))

    def _add_item_number(self, value: str | None) -> None:
        """Add the number of an item of an ordered list to the text."""
        parent = self._open_elements[-2] if len(self._open_elements) > 1 else None
        if parent and parent.tag == "ol":
            parent.last_number = int(value) if value else parent.last_number + 1
            self.handle_data(f"{parent.last_number}. ")

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self._open_elements:
            element = self._open_elements.pop()
            self._hidden -= element.hidden
            if element.tag not in INLINE:
                self._texts.append(" ")
            if element.fact:
                self.elements.append((element.fact, self.text(element.text_position, element.target_position)))
            if element.main:
                del self._texts[element.text_position :], self._targets[element.target_position :]
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._texts.append(data)

    def text(self, text_position: int = 0, target_position: int = 0) -> str:
        """Return the text and targets from the given positions on, with single spaces.

        Text of the main element is removed at its end, so that the text of the whole page is then that outside the main element.
        """
        return " ".join([*"".join(self._texts[text_position:]).split(), *self._targets[target_position:]])


ShownTexts = dict[str, dict[str, list[str]]]
"""The texts of all elements that show a fact, by language and fact id."""


def collect_texts(folder: Path) -> ShownTexts:
    shown: ShownTexts = {language: defaultdict(list) for language in LANGUAGES}
    for path in sorted(folder.rglob("*.html")):
        page = FactParser()
        page.feed(path.read_text(encoding="utf-8"))
        language = "en" if path.relative_to(folder).parts[0] == "en" else "zh"
        for fact, text in (*page.elements, (OUTSIDE_MAIN, page.text())):
            shown[language][fact].append(text)
    return shown


def find_missing(shown: ShownTexts) -> dict[str, list[str]]:
    """Return the missing strings, by `fact language`."""
    results = (
        (row, language, row.missing_from(shown[language].get(row.id, []), language))
        for row, language in product(load_inventory(), LANGUAGES)
    )
    return {f"{row.id} {language}": missing for row, language, missing in results if missing}


@pytest.fixture(scope="module")
def shown(repository: BuildResult) -> ShownTexts:
    return collect_texts(repository.folder)


def test_inventory_rows_are_unique_and_complete_in_each_language() -> None:
    assert Counter(row.part for row in load_inventory()) == ROW_COUNTS
    assert [row_id for row_id, count in Counter(row.id for row in load_inventory()).items() if count > 1] == []
    assert [row.id for row in load_inventory() if any(len(set(row.required[language])) < 2 for language in LANGUAGES)] == []


def test_no_required_string_is_part_of_another_in_its_row() -> None:
    pairs = ((row.id, *pair) for row in load_inventory() for strings in row.required.values() for pair in permutations(strings, 2))
    assert [(row_id, part, whole) for row_id, part, whole in pairs if part in whole] == []


def test_every_fact_of_the_sources_is_in_its_marked_element(shown: ShownTexts) -> None:
    assert find_missing(shown) == {}


def test_no_fact_is_only_outside_the_main_element(shown: ShownTexts) -> None:
    for language in LANGUAGES:
        outer_texts = set(shown[language][OUTSIDE_MAIN])
        assert outer_texts
        assert [row.id for row in load_inventory() for outer_text in outer_texts if not row.missing_from([outer_text], language)] == []


def test_row_fails_without_any_of_its_strings(shown: ShownTexts) -> None:
    undetected = [
        (row.id, required)
        for row, language in product(load_inventory(), LANGUAGES)
        for required in row.required[language]
        if not row.missing_from([text.replace(required, " ") for text in shown[language][row.id]], language)
    ]
    assert undetected == []


def test_fact_deleted_from_the_content_is_reported(tmp_path: Path) -> None:
    root = tmp_path / "site"
    for folder in ("content", "courses", "calendar", "theme"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    shutil.copy(REPOSITORY / "mkdocs.yml", root)
    expected: list[str] = []
    for path, fact, missed in (line.split(" | ") for line in DELETIONS.split("\n") if line):
        text = (root / path).read_text(encoding="utf-8")
        assert fact in text, (path, fact)
        (root / path).write_text(text.replace(fact, "…"), encoding="utf-8")
        expected += missed.split(", ")
    build_to(root, tmp_path / "built")
    assert sorted(find_missing(collect_texts(tmp_path / "built"))) == sorted(expected)
