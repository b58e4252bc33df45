"""Tests of the records and pages of this site: they are valid and complete, and their figures are those of the sources.

`test_inventory.py` checks that the facts of both sources are on the site.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any

from prospectus.builder.incremental import BuildResult
from prospectus.model.values.partial_date import PartialDate
from prospectus.pipeline import check
from prospectus.validate.run import ValidationResult
from tiny import REPOSITORY, read_files

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
    """Return the published records of a kind; a kind without records has no file."""
    return list(json.loads(files.get(f"data/{kind}.json", b'{"records": []}'))["records"])


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


def test_glossary_has_the_terms_of_the_sources_by_standing_in_both_languages(repository_data_files: dict[str, bytes]) -> None:
    terms = read_records(repository_data_files, "term")
    assert Counter(term["standing"] for term in terms) >= Counter(official=87, standard=48, ours=49)  # there may be more
    assert [term["id"] for term in terms if set(term["title"]) != {"zh", "en"}] == []


def test_calendar_has_the_milestones_and_years_of_the_sources(repository_data_files: dict[str, bytes]) -> None:
    assert "ss-set-sail-milestones" in {milestone["id"] for milestone in read_records(repository_data_files, "milestone")}
    published = {year["year"]: year["published"] for year in read_records(repository_data_files, "year")}
    assert (published[2025], published[2026]) == (True, True)


def test_flows_have_all_their_stages_nodes_and_tasks(repository_data_files: dict[str, bytes]) -> None:
    expected = {"flow-member": (6, 10, 24), "flow-osp": (6, 9, 21), "flow-oi": (5, 8, 11)}
    counts = {}
    for flow in read_records(repository_data_files, "flow"):
        nodes = [node for stage in flow["stages"] for node in stage["nodes"]]
        counts[flow["id"]] = (len(flow["stages"]), len(nodes), sum(len(node["tasks"]) for node in nodes))
    assert {flow: counts.get(flow) for flow in expected} == expected


def test_crude_oil_contract_has_its_15_items_and_no_current_parameter(repository_data_files: dict[str, bytes]) -> None:
    (contract,) = (contract for contract in read_records(repository_data_files, "contract") if contract["id"] == "sc")
    assert (len(contract["items"]), sorted(contract["caution"])) == (15, ["en", "zh"])


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


def test_samples_are_marked_and_not_in_data_files(repository_data_files: dict[str, bytes]) -> None:
    samples = [checked for checked in validate_repository().records if checked.record.status == "sample"]
    assert samples
    assert {(checked.record.title["zh"][:4], checked.record.title["en"][:8]) for checked in samples} == {("【示例】", "[Sample]")}
    text = b"".join(body for path, body in repository_data_files.items() if not path.endswith(".schema.json"))
    assert ("【示例】".encode() in text, b"[Sample]" in text) == (False, False)
    sample_ids = {(checked.raw.kind.name, checked.record.id) for checked in samples}
    published_ids = {(kind, row["id"]) for kind in {kind for kind, _ in sample_ids} for row in read_records(repository_data_files, kind)}
    assert sample_ids & published_ids == set()


SOURCE_LINE = re.compile(rb'<footer class="source-line">.*?</footer>|<p class="wrap provenance">.*?</p>', re.DOTALL)
"""The line with sources and dates, which the home page has in a short form."""


def test_every_page_names_its_sources_and_dates(repository: BuildResult) -> None:
    without_source = []
    for path, body in read_files(repository.folder).items():
        line = SOURCE_LINE.search(body) if path.endswith(".html") else None
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
