"""Tests of the content of this repository: it is valid and complete, its figures are right, and no text is copied from the sources.

`data/source-windows.bin` holds a sorted list of eight-byte hashes, one per run of 18 Chinese characters in the two source documents. The
documents themselves are not in the repository. `data/allowed-titles.txt` lists the official titles of 18 or more characters, which may
be quoted. `test_inventory.py` checks that the facts of both documents are on the site.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from prospectus.builder.incremental import BuildResult
from prospectus.model.values.partial_date import PartialDate
from prospectus.pipeline import check
from prospectus.validate.run import ValidationResult
from tiny import HERE, REPOSITORY, read_files

RUN_LENGTH = 18
FOLDERS = ("content", "courses", "calendar")
BEHAVIOURS = (
    "abnormal-1-self-trade",
    "abnormal-3-frequent-cancel",
    "abnormal-4-large-cancel",
    "abnormal-5-group-position",
    "abnormal-6-intraday-opening",
)
NOTICES = """
ine-2018-03       5   -   5  -  -   -    shfe-2020-10     56  16  37  2  1   -
ine-2018-11      56  17  39  -  -   -    ine-2022-05       1   1   -  -  -   -
ine-2018-12      47  17  30  -  -   -    shfe-2023-06     15  15   -  -  -   -
shfe-2019-01     72  36  32  3  1   -    shfe-2023-08     26  25   -  1  -   -
shfe-2019-02     57  25  28  1  3   -    ine-2024-09      16   6   -  -  -  10
shfe-2019-06     62  21  39  2  -   -    shfe-2024-11     38  19  16  -  -   3
ine-2020-04      14   3  11  -  -   -    ine-2025-01       6   1   -  -  -   5
shfe-2020-06     77  30  47  -  -   -    shfe-2025-03     36  20  15  1  -   -
ine-2020-08       1   1   -  -  -   -    shfe-ine-2025-q2 162  81  39  3  -  39
shfe-2020-08    189  50 134  3  2   -    shfe-2025-08     17  15   -  2  -   -
ine-2020-09       8   2   6  -  -   -    shfe-2025-12     73  43  28  -  -   2
shfe-ine-2025   541 277 147 10  - 107    shfe-2026-01    125  44  41  2  -  38
"""
"""Per notice: its id, the total number of cases, and the number per entry of `BEHAVIOURS`, as published in the notice."""


@cache
def validate_repository() -> ValidationResult:
    return check(REPOSITORY)


def read_records(files: dict[str, bytes], kind: str) -> list[dict[str, Any]]:
    return list(json.loads(files[f"data/{kind}.json"])["records"])


def test_content_has_no_problems_and_no_waivers() -> None:
    assert validate_repository().problems == ()
    assert validate_repository().site is not None
    assert validate_repository().site.waivers == ()


def test_notices_have_the_figures_of_their_sources(repository_data_files: dict[str, bytes]) -> None:
    words = NOTICES.split()
    expected = {
        words[n]: (
            int(words[n + 1]),
            {key: int(cases) for key, cases in zip(BEHAVIOURS, words[n + 2 : n + 7], strict=True) if cases != "-"},
        )
        for n in range(0, len(words), 7)
    }
    actual = {
        notice["id"]: (notice["cases"], {count["behaviour"]: count["cases"] for count in notice["counts"]})
        for notice in read_records(repository_data_files, "notice")
    }
    assert len(expected) == 24
    assert actual == expected


def test_every_notice_names_its_source_and_the_day_it_holds_for(repository_data_files: dict[str, bytes]) -> None:
    for notice in read_records(repository_data_files, "notice"):
        assert notice["sources"], notice["id"]
        assert PartialDate.parse(notice["as_of"]).start >= PartialDate.parse(notice["period"]).start, notice["id"]
        assert ("q" in notice["id"] or notice["id"] == "shfe-ine-2025") == (notice["form"] == "summary"), notice["id"]


def test_glossary_has_184_terms_by_standing(repository_data_files: dict[str, bytes]) -> None:
    terms = read_records(repository_data_files, "term")
    assert Counter(term["standing"] for term in terms) == {"official": 87, "standard": 48, "ours": 49}
    assert [term["id"] for term in terms if set(term["title"]) != {"zh", "en"}] == []


def test_calendar_has_ten_series_and_the_milestones(repository_data_files: dict[str, bytes]) -> None:
    assert len(read_records(repository_data_files, "series")) == 10
    assert [milestone["id"] for milestone in read_records(repository_data_files, "milestone")] == ["ss-set-sail-milestones"]
    assert {year["year"]: year["published"] for year in read_records(repository_data_files, "year")} == {
        2025: True,
        2026: True,
        2027: False,
    }


def test_flows_have_all_their_stages_nodes_and_tasks(repository_data_files: dict[str, bytes]) -> None:
    counts = {}
    for flow in read_records(repository_data_files, "flow"):
        nodes = [node for stage in flow["stages"] for node in stage["nodes"]]
        counts[flow["id"]] = (len(flow["stages"]), len(nodes), sum(len(node["tasks"]) for node in nodes))
    assert counts == {"flow-member": (6, 10, 24), "flow-osp": (6, 9, 21), "flow-oi": (5, 8, 11)}


def test_crude_oil_contract_has_its_15_items_and_no_current_parameter(repository_data_files: dict[str, bytes]) -> None:
    (contract,) = read_records(repository_data_files, "contract")
    assert (contract["id"], len(contract["items"]), sorted(contract["caution"])) == ("sc", 15, ["en", "zh"])


def compensation_for(loss: int, rate: int) -> int:
    """Return the compensation for a loss, in fen: the first RMB 100,000 in full, and `rate` per cent of the rest, rounded half up."""
    threshold = 100_000_00
    return min(loss, threshold) + (max(loss - threshold, 0) * rate + 50) // 100


def parse_fen(figure: str) -> int:
    yuan, _, fen = figure.replace(",", "").partition(".")
    return int(yuan) * 100 + int((fen + "00")[:2])


def test_amounts_of_compensation_follow_from_the_rule(repository_data_files: dict[str, bytes]) -> None:
    (guide,) = (guide for guide in read_records(repository_data_files, "guide") if guide["id"] == "compensation")
    (table,) = guide["tables"]
    assert len(table["rows"]) == 8
    for row in table["rows"]:
        loss, individual, uncovered, institution, institution_uncovered = map(parse_fen, row)
        assert (individual, institution) == (compensation_for(loss, 90), compensation_for(loss, 80)), row
        assert (uncovered, institution_uncovered) == (loss - individual, loss - institution), row


def test_compensation_is_continuous_and_never_more_than_the_loss() -> None:
    losses = range(99_990_00, 100_010_00, 1)
    for rate in (80, 90):
        payments = [compensation_for(loss, rate) for loss in losses]
        assert all(0 <= after - before <= 1 for before, after in pairwise(payments))
        assert all(payment <= loss for payment, loss in zip(payments, losses, strict=True))


def iter_content_lines() -> Iterator[tuple[str, str]]:
    """Yield every line of the content files, after its location `path:line`."""
    for folder in FOLDERS:
        for path in sorted((REPOSITORY / folder).rglob("*.*")):
            if path.suffix in (".yml", ".md"):
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                    yield f"{path.relative_to(REPOSITORY).as_posix()}:{number}", line


def list_runs(line: str) -> list[str]:
    """Return every run of 18 Chinese characters in a line, after all other characters are removed."""
    characters = re.sub(r"[^㐀-鿿]", "", line)
    return [characters[n : n + RUN_LENGTH] for n in range(len(characters) - RUN_LENGTH + 1)]


def find_copied_runs(line: str, hashes: frozenset[bytes], allowed: str) -> list[str]:
    return [run for run in list_runs(line) if run not in allowed and blake2b(run.encode(), digest_size=8).digest() in hashes]


@cache
def load_source_hashes() -> frozenset[bytes]:
    data = (HERE / "data" / "source-windows.bin").read_bytes()
    return frozenset(data[n : n + 8] for n in range(0, len(data), 8))


def test_no_sentence_is_copied_from_the_sources() -> None:
    allowed = (HERE / "data" / "allowed-titles.txt").read_text(encoding="utf-8")
    copies = {place: find_copied_runs(line, load_source_hashes(), allowed) for place, line in iter_content_lines()}
    assert {place: runs for place, runs in copies.items() if runs} == {}


def test_copied_text_is_detected() -> None:
    titles = (HERE / "data" / "allowed-titles.txt").read_text(encoding="utf-8").split()
    assert len(load_source_hashes()) > 7000
    assert [title for title in titles if not find_copied_runs(f"，见“{title}”。", load_source_hashes(), "")] == []


def test_samples_are_marked_and_not_in_data_files(repository_data_files: dict[str, bytes]) -> None:
    samples = [checked for checked in validate_repository().records if checked.record.status == "sample"]
    assert [(checked.raw.kind.name, checked.record.title["zh"][:4], checked.record.title["en"][:8]) for checked in samples] == [
        ("feed", "【示例】", "[Sample]"),
        ("feed", "【示例】", "[Sample]"),
        ("talk", "【示例】", "[Sample]"),
    ]
    text = b"".join(body for path, body in repository_data_files.items() if not path.endswith(".schema.json"))
    assert ("【示例】".encode() in text, b"[Sample]" in text) == (False, False)
    assert {"data/talk.json", "data/feed.json"} & repository_data_files.keys() == set()


def test_every_page_names_its_sources_and_dates(repository: BuildResult) -> None:
    without_source = []
    for path, body in read_files(repository.folder).items():
        line = re.search(rb'<footer class="source-line">.*?</footer>', body, re.DOTALL) if path.endswith(".html") else None
        if path.endswith(".html") and (line is None or line[0].count(b"<time ") < 2):  # one for `as_of`, one for `reviewed`
            without_source.append(path)
    assert sorted(without_source) == [
        "404.html",
        "en/404.html",
        "en/sources/index.html",
        "sources/index.html",
    ]  # source pages need no source


def test_every_page_has_the_disclaimer(repository: BuildResult) -> None:
    site = validate_repository().site
    assert site is not None
    for path, body in read_files(repository.folder).items():
        if path.endswith(".html"):
            assert site.disclaimer["en" if path.startswith("en/") else "zh"].encode() in body, path
