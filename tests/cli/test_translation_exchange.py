"""The commands translations export and translations import."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from edits import swap
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.translations.exchange import plan_import, render_po
from prospectus.translations.report import judge_translations
from prospectus.validate.translations import State
from tiny import REPOSITORY, RunCommand, SiteFactory, read_files


def export(run: RunCommand, root: Path, *options: str) -> Path:
    file = root.parent / "en.po"
    file.unlink(missing_ok=True)
    result = run("translations", "export", "--to", file, "--language", "en", *options, "--root", root)
    assert result.code == 0, result.err
    return file


def read(file: Path) -> Catalog:
    return read_po(io.BytesIO(file.read_bytes()))


def translate(file: Path, mark: str) -> int:
    """Translate every message as a translator does: append a mark, and finish what is fuzzy. Return how many there are."""
    catalog = read(file)
    messages = [message for message in catalog if message.id]
    for message in messages:
        words = str(message.string or message.id).rstrip()
        message.string = f"{words}\n\n{mark}\n" if str(message.context).endswith(" markdown") else f"{words} {mark}"
        message.flags.discard("fuzzy")
    stream = io.BytesIO()
    write_po(stream, catalog, width=76)
    file.write_bytes(stream.getvalue())
    return len(messages)


def test_all_content_makes_the_round_trip() -> None:
    source = read_site(REPOSITORY, Requirement.READABLE)
    content = render_po(source, "en", State)
    catalog = read_po(io.BytesIO(content))
    exported = {str(message.context): (message.id, message.string) for message in catalog if message.id}
    texts = {f"{':'.join(text.checked.key)} {text.text.place}": text.text for text in judge_translations(source, ("en",)).texts}
    assert len(texts) > 3000
    assert exported == {context: (text.source, text.translation or "") for context, text in texts.items()}
    planned = plan_import(source, content, "en.po")
    assert (planned.imported, [text for text in planned.texts if not text.startswith("content/translations/")]) == ([], [])


def test_translations_are_imported_and_undone_to_the_byte(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    assert run("translations", "accept", "--all", "--root", root).code == 0
    before = read_files(root)
    file = export(run, root, "--all")
    count = translate(file, "§")
    shown = run("translations", "import", file, "--dry-run", "--root", root)
    assert (f"imported: {count}" in shown.err, read_files(root) == before) == (True, True), shown.err
    result = run("translations", "import", file, "--root", root, "--lang", "zh")
    assert (result.code, f"已导入 {count} 处，未导入 0 处。" in result.err) == (0, True), result.err
    texts = judge_translations(read_site(root, Requirement.READABLE)).texts
    assert {str(text.text.translation).rstrip().endswith("§") for text in texts} == {True}
    assert {(text.state, text.is_accepted) for text in texts} == {(State.CURRENT, True)}
    assert [line for line in run("check", "--root", root, "--no-cache").out.splitlines() if ": error PR" in line] == []
    assert run("undo", "--root", root).code == 0
    assert read_files(root) == before


def test_only_what_is_missing_or_stale_is_exported(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    file = export(run, root)
    states = {str(message.context): (bool(message.string), message.fuzzy) for message in read(file) if message.id}
    assert states == {"guide:only-chinese markdown": (False, False), "guide:margin markdown": (True, True)}
    assert len([message for message in read(export(run, root, "--missing")) if message.id]) == 1
    translate(export(run, root), "§")
    assert run("translations", "import", file, "--root", root).code == 0
    assert (root / "content/guides/only-chinese.en.md").is_file()
    assert ": stale en " not in run("translations", "--root", root).out


def test_what_does_not_fit_is_listed_with_the_reason(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    file = export(run, root, "--all")
    catalog = read(file)
    for message in catalog:
        if message.context == "guide:margin title":
            message.string = "Another title"
        elif message.context == "guide:margin summary":
            message.string, message.flags = "Not sure", {"fuzzy"}
        elif message.context == "guide:margin answer":
            message.string = "With {name}"
    catalog.add("没有", "Nothing", context="guide:none title")
    stream = io.BytesIO()
    write_po(stream, catalog)
    file.write_bytes(stream.getvalue())
    swap("content/guides/margin.yml", "{zh: 保证金是什么", "{zh: 什么是保证金")(root)
    result = run("translations", "import", file, "--root", root, "--lang", "zh")
    assert result.code == 1
    for line in (
        "guide:margin title：未导入，导出之后原文已有改动",
        "guide:margin summary：未导入，标为待定（`fuzzy`）",
        "guide:margin answer：未导入，占位符与原文不一致",
        "guide:none title：未导入，没有这处文字",
    ):
        assert line in result.err.splitlines()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "不是 UTF-8 编码的 PO 文件"),
        (b'msgid "a"\nmsgstr "b"\n', "没有写明语言"),
        (b'msgid ""\nmsgstr "Language: ja\\n"\n', "没有写明语言"),
    ],
)
def test_file_that_cannot_be_read_is_refused(tiny: SiteFactory, run: RunCommand, content: bytes, words: str) -> None:
    root = tiny("full")
    (root.parent / "x.po").write_bytes(content)
    result = run("translations", "import", root.parent / "x.po", "--root", root, "--lang", "zh")
    assert (result.code, words in result.err) == (2, True), result.err


def test_translators_work_is_not_overwritten(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    file = export(run, root)
    again = run("translations", "export", "--to", file, "--language", "en", "--root", root)
    assert (again.code, "there is a file" in again.err) == (2, True)
