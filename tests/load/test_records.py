"""Files are parsed again only when necessary, with the same result as in a first run."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prospectus.cache.cache import BuildCache
from prospectus.load import records
from prospectus.load.records import LoadedContent, load
from tiny import write_files

TEXTS = [
    "id: a\ntitle: A\n",
    "id: a\ntitle: B\n",
    "- id: x\n- {id: y, type: talk}\n",
    "---\ntitle: C\n---\nwords\n",
    "locales: [{language: zh}]\n",
    "locales: [{language: zh}, {language: en}]\n",
    "a: [b\n",
    "",
]
PATHS = [
    "content/site.yml",
    "content/site.zh.md",
    "content",
    "content/guides",
    *(f"content/guides/{name}" for name in ("a.yml", "a.zh.md", "a.en.md", "a.fr.md", "b.yml", "b.txt", "b", "deeper/a.yml")),
    "content/guides-old/a.yml",
    *(f"content/faq/{name}" for name in ("a.yml", "a-b.yml", "a.zh.md")),
    "content/feeds.yml",
    *(f"calendar/{name}" for name in ("2025", "2025/03.yml", "2025/x.yml", "2025/deeper/03.yml", "03.yml", "feeds/x.yml", "talks/a.yml")),
    "courses/x.json",
]
CHANGES = st.one_of(
    st.tuples(st.sampled_from(["write", "write soon after", "write over"]), st.sampled_from(PATHS), st.sampled_from(TEXTS)),
    st.tuples(
        st.sampled_from(["link", "move"]),
        st.sampled_from(PATHS),
        st.sampled_from([*PATHS, "other", "other/a.yml", "../out", "../out/a.yml"]),
    ),
    st.tuples(st.just("remove"), st.sampled_from(PATHS), st.just("")),
)


def apply_change(root: Path, action: str, path: str, argument: str) -> None:
    """Change one file, if possible. Modification times are long ago, except after `write soon after`."""
    full_path = root / path
    try:
        if action == "move":
            full_path.rename(root / argument)
            return
        if action != "write over":
            shutil.rmtree(full_path) if full_path.is_dir() and not full_path.is_symlink() else full_path.unlink(missing_ok=True)
        full_path.parent.mkdir(parents=True, exist_ok=True)
        if action == "link":
            full_path.symlink_to(root / argument)
        elif action != "remove":
            full_path.write_text(argument)
            long_ago = sum(argument.encode())
            os.utime(full_path, None if action == "write soon after" else (long_ago, long_ago))
    except OSError:
        return


def summarise(loaded: LoadedContent) -> tuple[object, ...]:
    return loaded.languages, loaded.raw_records, loaded.incomplete_kinds, sorted(loaded.problems)


@given(st.lists(CHANGES, max_size=8))
@example([("link", "calendar/2025", "calendar/2025")])
def test_further_run_gives_the_same_result_as_a_first_one_after_any_change(changes: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), {"out/a.yml": "id: o\n", "site/other/a.yml": "id: o\n"})
        root, cache = Path(folder, "site"), BuildCache(reuse_in_process=True)
        for change in changes:
            apply_change(root, *change)
            expected = summarise(load(root))
            assert summarise(load(root, cache)) == expected == summarise(load(root, cache))
            assert summarise(load(root, cache, keep_contents=True)) == expected == summarise(load(root, cache))


def test_run_that_keeps_contents_reads_every_file_whatever_the_cache_has(tmp_path: Path) -> None:
    write_files(tmp_path, {f"content/guides/{name}": "title: x\n" for name in ("a.yml", "b.yml")})
    cache = BuildCache(reuse_in_process=True)
    for path in tmp_path.rglob("*.yml"):
        os.utime(path, (1, 1))
    before = load(tmp_path, cache).raw_records
    (tmp_path / "content/guides/a.yml").write_text("title: y\n")
    os.utime(tmp_path / "content/guides/a.yml", (1, 1))  # as if nothing had changed
    loaded = load(tmp_path, cache, keep_contents=True)
    assert loaded.contents == {"content/guides/a.yml": b"title: y\n", "content/guides/b.yml": b"title: x\n"}
    assert [raw.data["title"] for raw in loaded.raw_records] == ["y", "x"]
    assert [new is old for new, old in zip(loaded.raw_records, before, strict=True)] == [False, True]  # checks recognise the second


@pytest.mark.parametrize("change", ["write", "remove"])
def test_only_the_record_of_a_changed_file_is_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    write_files(tmp_path, {f"content/guides/{name}": "title: x\n" for name in ("a.yml", "b.yml", "b.zh.md", "c.yml")})
    for path in tmp_path.rglob("*.*"):
        os.utime(path, (1, 1))
    cache, parsed_groups = BuildCache(reuse_in_process=True), list[list[str]]()
    before = {raw.path: raw for raw in load(tmp_path, cache).raw_records}
    parse_group = records._parse_group
    monkeypatch.setattr(
        records,
        "_parse_group",
        lambda root, kind, files, *rest: (parsed_groups.append(sorted(files)), parse_group(root, kind, files, *rest))[1],
    )
    apply_change(tmp_path, change, "content/guides/b.zh.md", "Words.\n")
    after = {raw.path: raw for raw in load(tmp_path, cache).raw_records}
    assert parsed_groups == [["content/guides/b.yml", *(["content/guides/b.zh.md"] if change == "write" else [])]]
    assert [path for path in after if after[path] is not before[path]] == ["content/guides/b.yml"]


def test_texts_within_fields_are_put_together_from_the_files_of_each_language(tmp_path: Path) -> None:
    front_matter = (
        "---\ntitle: {title}\nsummary: {title}\npoints:\n  - title: {title}1\n    text: {title}2\n  - {{title: {title}3}}\n---\n{title}\n"
    )
    files = {f"content/guides/a.{language}.md": front_matter.format(title=title) for language, title in (("zh", "甲"), ("en", "A"))}
    content = load(write_files(tmp_path, files))
    guide = next(raw for raw in content.raw_records if raw.kind.name == "guide")
    assert [problem.code for problem in content.problems] == ["PR014"]  # there is no site
    assert guide.data["points"] == (
        {"title": {"en": "A1", "zh": "甲1"}, "text": {"en": "A2", "zh": "甲2"}},
        {"title": {"en": "A3", "zh": "甲3"}},
    )
    (tmp_path / "content/guides/a.en.md").write_text("---\npoints:\n  - {title: A1}\n---\nA\n", encoding="utf-8")
    problem, _ = sorted(load(tmp_path).problems, key=lambda problem: problem.code)
    assert (problem.code, problem.came) == ("PR013", "[{title: 甲1, text: 甲2}, {title: 甲3}]")
