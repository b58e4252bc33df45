"""The states of translations, by the hashes of what was accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.load.records import load
from prospectus.load.translation_store import FOLDER, AcceptedText, TranslationStore, read_translations, render_file
from prospectus.text.translations import hash_source
from prospectus.validate.run import validate
from prospectus.validate.translations import StaleText
from tiny import SiteFactory, build_page_views

OUTCOME = "You can work out the margin on a lot of barley."
STALE = {f"{FOLDER}/en/path.tsv": f"first-harvest\toutcome\t{'0' * 12}\t{hash_source(OUTCOME)}\n"}


def stale_in(root: Path) -> dict[tuple[str, str], tuple[StaleText, ...]]:
    return dict(validate(load(root)).stale_texts)


def test_translation_of_another_source_is_stale_and_readers_are_told(tiny: SiteFactory) -> None:
    root = tiny("full", STALE)
    assert stale_in(root) == {("path", "first-harvest"): (StaleText(("outcome",), "en"),)}
    pages = build_page_views(root)
    assert ["stale" in pages[url].banners for url in ("en/paths/first-harvest/", "paths/first-harvest/", "en/contracts/by/")] == [
        True,
        False,
        False,
    ]


def test_without_accepted_translations_nothing_is_stale(tiny: SiteFactory) -> None:
    assert stale_in(tiny("full")) == {}


@pytest.mark.parametrize("line", ["first-harvest\toutcome\tx", "garbage", "\xff", "first-harvest\toutcome\ta\tb\tc", "<<<<<<< ours"])
def test_lines_that_are_none_are_skipped(tiny: SiteFactory, line: str) -> None:
    (path,) = STALE
    root = tiny("full", {path: line.encode("latin-1") + b"\n" + STALE[path].encode()})
    assert list(stale_in(root)) == [("path", "first-harvest")]


def test_files_are_written_sorted_and_read_back(tmp_path: Path) -> None:
    texts = {"b": [AcceptedText("title", "1", "2")], "a": [AcceptedText("title", "3", "4"), AcceptedText("answer", "5", "6")]}
    content = render_file(texts)
    assert [line.split("\t")[:2] for line in content.splitlines()[1:]] == [["a", "answer"], ["a", "title"], ["b", "title"]]
    file = tmp_path / FOLDER / "en" / "guide.tsv"
    file.parent.mkdir(parents=True)
    file.write_text(content, encoding="utf-8")
    store = read_translations(tmp_path)
    assert store.accepted("en", "guide", ("x", "b")) == texts["b"]
    assert TranslationStore().accepted("en", "guide", ("b",)) == []
