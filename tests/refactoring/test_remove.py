"""A record is removed, and its address stays: as a page that says so, or as a redirect."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.errors import UsageError
from prospectus.model.library import RecordKey
from prospectus.pipeline import check
from prospectus.refactoring.remove import Removal, plan_removal
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.changes.undo import undo_last
from prospectus.scheduling.edits.session import editing
from prospectus.validate.mentions import find_references
from tiny import SiteFactory, build_to, read_files


def remove(root: Path, kind: str, record_id: str, instead: str = "") -> Removal:
    with editing(root, "remove") as edit:
        source = read_site(edit.root, Requirement.READABLE)
        removal = plan_removal(source, kind, record_id, instead)
        edit.save(removal.texts, source.loaded.contents)
    return removal


def read_content(root: Path) -> dict[str, bytes]:
    return {path: body for path, body in read_files(root).items() if path.startswith(("content/", "courses/", "calendar/"))}


def list_keys(root: Path) -> set[RecordKey]:
    return {checked.key for checked in read_site(root, Requirement.READABLE).checked.records}


def test_record_with_a_page_is_withdrawn_and_its_address_stays(tiny: SiteFactory) -> None:
    root = tiny("full")
    before = read_content(root)
    assert remove(root, "guide", "margin").is_withdrawn
    assert "status: withdrawn\n" in (root / "content/guides/margin.yml").read_text(encoding="utf-8")
    assert not check(root).has_errors
    build_to(root, root / "site")
    assert 'data-kind="withdrawn"' in (root / "site/guides/margin/index.html").read_text(encoding="utf-8")
    with editing(root, "undo") as edit:
        undo_last(edit)
    assert read_content(root) == before


def test_other_record_takes_the_address_and_the_references(tiny: SiteFactory) -> None:
    root = tiny("full")
    before = read_content(root)
    removal = remove(root, "guide", "margin", instead="only-chinese")
    assert removal.references
    assert not list((root / "content/guides").glob("margin*"))
    records = read_site(root, Requirement.READABLE).checked.records
    assert list(find_references(records, ("guide", "margin"))) == []
    build_to(root, root / "site")
    for former in ("margin", "deposit"):
        assert b'url=../../guides/only-chinese/"' in (root / f"site/guides/{former}/index.html").read_bytes()
    with editing(root, "undo") as edit:
        undo_last(edit)
    assert read_content(root) == before


def test_row_of_a_list_goes_with_its_comment_and_the_others_stay_as_they_are(tiny: SiteFactory) -> None:
    first, second = "# on one\n- {id: one, title: {zh: 一, en: One}}\n", "# on two\n- id: two # of two\n  title: {zh: 二, en: Two}\n"
    root = tiny("full", {"content/institutions/more.yml": f"{first}\n{second}"})
    remove(root, "institution", "one")
    assert (root / "content/institutions/more.yml").read_text(encoding="utf-8") == second
    assert ("institution", "one") not in list_keys(root)
    remove(root, "institution", "two")
    assert not (root / "content/institutions/more.yml").exists()


def test_record_without_a_page_stays_while_something_refers_to_it(tiny: SiteFactory) -> None:
    root = tiny("full")
    before = read_content(root)
    with pytest.raises(UsageError, match=r"Something refers to audience:farmers.*Places \(\d+\): .*content/site\.yml:\d+"):
        remove(root, "audience", "farmers")
    assert read_content(root) == before


def test_record_does_not_come_to_refer_to_itself(tiny: SiteFactory) -> None:
    root = tiny("full")
    guide = root / "content/guides/only-chinese.yml"
    guide.write_text(guide.read_text(encoding="utf-8") + "related: [guide:margin]\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"guide:only-chinese itself refers to guide:margin.*content/guides/only-chinese\.yml:\d+"):
        remove(root, "guide", "margin", instead="only-chinese")


@pytest.mark.parametrize(
    ("kind", "record_id", "instead", "words"),
    [
        ("guide", "margin", "margin", "stand in for itself"),
        ("guide", "margin", "nothing-like-it", "There is no guide"),
        ("release", "2025-06-1", "", "kept as it was published"),
        ("site", "site", "", "needs its own record"),
    ],
)
def test_impossible_removal_is_refused(tiny: SiteFactory, kind: str, record_id: str, instead: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        remove(tiny("full"), kind, record_id, instead)


def test_text_beside_a_list_goes_with_its_record(tiny: SiteFactory) -> None:
    root = tiny("full", {"content/glossary/lot.zh.md": "甲。\n", "content/glossary/lot.en.md": "A.\n"})
    removal = remove(root, "term", "lot", "barley")
    assert {path for path, text in removal.texts.items() if text is None} == {"content/glossary/lot.en.md", "content/glossary/lot.zh.md"}
    assert "id: lot" not in (root / "content/glossary/all.yml").read_text(encoding="utf-8")
