"""A record gets another id: its files, its references in fields and in links, and the address that it had."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.errors import UsageError
from prospectus.model.registry import KINDS
from prospectus.pipeline import check
from prospectus.refactoring.rename import plan_rename
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.changes.undo import undo_last
from prospectus.scheduling.edits.session import editing
from prospectus.validate.mentions import find_references
from tiny import SiteFactory, build_to, read_files

RENAMED_KINDS = [kind.name for kind in KINDS if not kind.frozen and kind.name != "site"]


def rename(root: Path, kind: str, old_id: str, new_id: str) -> None:
    with editing(root, "rename") as edit:
        source = read_site(edit.root, Requirement.READABLE)
        edit.save(plan_rename(source, kind, old_id, new_id).texts, source.loaded.contents)


def list_references(root: Path, kind: str, key: str) -> list[str]:
    records = read_site(root, Requirement.READABLE, to_edit=False).checked.records
    return sorted(f"{reference.path}:{reference.locate()[0]}" for reference in find_references(records, (kind, key)))


def list_ids(root: Path, kind: str) -> list[str]:
    return [checked.record.id for checked in read_site(root, Requirement.READABLE).checked.records if checked.raw.kind.name == kind]


def read_content(root: Path) -> dict[str, bytes]:
    return {path: body for path, body in read_files(root).items() if path.startswith(("content/", "courses/", "calendar/"))}


@pytest.mark.parametrize("kind", RENAMED_KINDS)
def test_every_kind_is_renamed_without_a_problem_and_undone_to_the_byte(tiny: SiteFactory, kind: str) -> None:
    root = tiny("full")
    before, problems = read_content(root), [problem.code for problem in check(root).problems]
    for old_id in list_ids(root, kind)[:1]:
        places = list_references(root, kind, old_id)
        rename(root, kind, old_id, "quite-new")
        assert [problem.code for problem in check(root).problems] == problems
        assert list_references(root, kind, old_id) == []
        assert len(list_references(root, kind, "quite-new")) == len(places)
        with editing(root, "undo") as edit:
            undo_last(edit)
        assert read_content(root) == before


def test_links_in_texts_are_renamed_with_their_anchors_and_line_ends(tiny: SiteFactory) -> None:
    root = tiny("full")
    lines = (
        "See [one](guide:margin), [two](guide:margin#section-1), [other](guide:margin-call),",
        "and `[code](guide:margin)`, and [three][ref].",
        "",
        "[ref]: guide:margin",
        "",
    )
    (root / "content/guides/only-chinese.zh.md").write_bytes("\r\n".join(lines).encode())
    rename(root, "guide", "margin", "deposit-rules")
    assert (root / "content/guides/only-chinese.zh.md").read_bytes().decode().split("\r\n") == [
        "See [one](guide:deposit-rules), [two](guide:deposit-rules#section-1), [other](guide:margin-call),",
        "and `[code](guide:margin)`, and [three][ref].",
        "",
        "[ref]: guide:deposit-rules",
        "",
    ]


def test_former_address_leads_to_the_new_one(tiny: SiteFactory) -> None:
    root = tiny("full")
    rename(root, "guide", "margin", "what-margin-is")
    assert not (root / "content/guides/margin.yml").exists()
    build_to(root, root / "site")
    for former in ("margin", "deposit"):
        assert b'url=../../guides/what-margin-is/"' in (root / f"site/guides/{former}/index.html").read_bytes()
    assert (root / "site/en/guides/what-margin-is/index.html").is_file()


def test_record_that_gets_a_former_id_back_has_it_no_longer_as_a_former_one(tiny: SiteFactory) -> None:
    root = tiny("full")
    rename(root, "guide", "margin", "deposit")
    guide = next(checked.record for checked in read_site(root, Requirement.READABLE).checked.records if checked.key == ("guide", "deposit"))
    assert guide.formerly == ("margin",)


def test_path_in_a_waiver_follows_the_file(tiny: SiteFactory) -> None:
    root = tiny("full")
    rename(root, "guide", "only-chinese", "in-chinese")
    assert "path: content/guides/in-chinese.yml" in (root / "content/site.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "old_id", "new_id", "words"),
    [
        ("guide", "marginn", "x", "similar ids: margin"),
        ("guide", "margin", "Margin Rules", "lower-case letters"),
        ("guide", "margin", "old-rule", "belongs to another guide"),
        ("guide", "margin", "margin", "belongs to another guide"),
        ("release", "2025-06-1", "x", "kept as it was published"),
        ("site", "site", "x", "no other id"),
    ],
)
def test_impossible_rename_writes_nothing(tiny: SiteFactory, kind: str, old_id: str, new_id: str, words: str) -> None:
    root = tiny("full")
    before = read_content(root)
    with pytest.raises(UsageError, match=words):
        rename(root, kind, old_id, new_id)
    assert read_content(root) == before


def test_file_of_another_record_is_not_overwritten(tiny: SiteFactory) -> None:
    root = tiny("full", {"content/guides/other.zh.md": "草稿。\n"})
    with pytest.raises(UsageError, match=r"There is a file content/guides/other\.zh\.md already"):
        plan_rename(read_site(root, Requirement.SITE), "guide", "margin", "other")


def test_links_to_the_files_of_texts_are_found_and_renamed(tiny: SiteFactory) -> None:
    root = tiny("full")
    text = "[one](margin.md), [two](../guides/margin.zh.md#section-1), [other](margin-call.md) and [three](./margin.en.md)\n"
    (root / "content/guides/only-chinese.zh.md").write_text(text, encoding="utf-8")
    assert [place for place in list_references(root, "guide", "margin") if "only-chinese" in place] == [
        "content/guides/only-chinese.zh.md:1"
    ] * 3
    rename(root, "guide", "margin", "deposit-rules")
    assert (root / "content/guides/only-chinese.zh.md").read_text(encoding="utf-8") == (
        "[one](deposit-rules.md), [two](../guides/deposit-rules.zh.md#section-1), [other](margin-call.md)"
        " and [three](./deposit-rules.en.md)\n"
    )


def test_links_in_fields_are_renamed_where_they_are_written(tiny: SiteFactory) -> None:
    faq = (
        "# 常见问题\n- id: fees\n  title: {zh: 费用, en: Fees}\n  group: money\n  answer:\n    zh: >-\n      先看\n"
        "      [保证金](guide:margin#answer)。\n"
        '    en: "See \\"it\\": [margin](guide:margin), not [call](guide:margin-call)."  # keep\n'
    )
    root = tiny("full", {"content/faq/more.yml": faq})
    places = [place for place in list_references(root, "guide", "margin") if "more.yml" in place]
    assert places == ["content/faq/more.yml:8", "content/faq/more.yml:9"]
    rename(root, "guide", "margin", "quite-new")
    expected = faq.replace("guide:margin#", "guide:quite-new#").replace("(guide:margin)", "(guide:quite-new)")
    assert (root / "content/faq/more.yml").read_text(encoding="utf-8") == expected


def test_text_beside_a_list_gets_the_name_of_its_record(tiny: SiteFactory) -> None:
    texts = {"content/glossary/barley.zh.md": "甲。\n", "content/glossary/barley.en.md": "---\nlong: Longer.\n---\nA.\n"}
    root = tiny("full", texts)
    rename(root, "term", "barley", "quite-new")
    files = sorted(path.name for path in (root / "content/glossary").iterdir())
    assert files == ["all.yml", "quite-new.en.md", "quite-new.zh.md"]
    assert (root / "content/glossary/quite-new.en.md").read_text(encoding="utf-8") == texts["content/glossary/barley.en.md"]
    assert not [problem for problem in check(root).problems if problem.severity == "error"]
