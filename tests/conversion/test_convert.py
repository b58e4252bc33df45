"""Converted texts of whole sites: what wins over a conversion, and that an edit gives the same as a run without a cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from edits import Edit, swap, write
from prospectus.cache.cache import BuildCache
from prospectus.conversion.convert import convert_texts
from prospectus.conversion.interface_words import convert_interface_words
from prospectus.load.conversion_words import ConversionWords, read_conversion_words
from prospectus.load.records import load
from prospectus.load.theme import ThemeSources
from prospectus.load.translation_store import FOLDER
from prospectus.model.kinds.term import Term
from prospectus.pipeline import check
from prospectus.text.translations import hash_source
from prospectus.validate.references import CheckedRecord
from prospectus.validate.run import ValidationResult, validate
from prospectus.validate.translations import StaleText
from tiny import REPOSITORY, RunCommand, SiteFactory

SITE = "content/site.yml"
TERMS = "content/glossary/basics.yml"


def convert(root: Path, cache: BuildCache | None = None) -> ValidationResult:
    build_cache = cache or BuildCache()
    loaded = load(root, build_cache)
    return convert_texts(validate(loaded, build_cache), loaded.conversion_words, build_cache)


def find(result: ValidationResult, kind: str, key: str) -> CheckedRecord:
    return next(checked for checked in result.records if checked.key == (kind, key))


def test_site_without_converted_language_is_returned_as_it_is(tiny: SiteFactory) -> None:
    loaded = load(tiny("full"))
    result = validate(loaded)
    assert convert_texts(result, loaded.conversion_words, BuildCache()) is result
    assert result.site is not None
    words = {"zh": {"skip": "跳到正文"}}
    assert convert_interface_words(ThemeSources(words), result.site, loaded.conversion_words, BuildCache()) == words


def test_texts_prose_and_mappings_by_language_are_filled(tiny: SiteFactory) -> None:
    root = tiny("association")
    swap(
        TERMS,
        "  title: {zh: 风险, en: Risk}\n",
        "  title: {zh: 风险, en: Risk}\n  aliases: {zh: [损失], en: [loss]}\n  forms: {zh: [风险]}\n",
    )(root)
    result = convert(root)
    term = find(result, "term", "risk").record
    assert isinstance(term, Term)
    assert (term.title["zh-hant"], term.aliases["zh-hant"], term.forms["zh-hant"]) == ("風險", ("損失",), ("風險",))
    assert term.short is not None
    assert term.short["zh-hant"].startswith("結果可能")
    basics = find(result, "guide", "basics")
    assert basics.raw.prose["zh-hant"].path == "content/guides/basics.zh.md"
    assert (result.converted_languages["guide", "basics"], ("guide", "fees") in result.converted_languages) == ({"zh-hant"}, False)
    assert ("risk", "zh-hant", False) in result.term_uses.by_record[basics]


def test_written_text_wins_and_its_title_is_used_in_other_texts(tiny: SiteFactory) -> None:
    root = tiny("association")
    swap(TERMS, "title: {zh: 风险, en: Risk}", "title: {zh: 风险, zh-hant: 危險, en: Risk}")(root)
    result = convert(root)
    assert find(result, "term", "risk").record.title["zh-hant"] == "危險"
    prose = find(result, "guide", "basics").raw.prose["zh-hant"].text
    assert ("危險" in prose, "風險" in prose) == (True, False)


def test_words_of_the_site_win_over_titles(tiny: SiteFactory) -> None:
    root = tiny("association", {"content/conversion.yml": "zh-hant: {风险: 「風險」}\n"})
    swap(TERMS, "title: {zh: 风险, en: Risk}", "title: {zh: 风险, zh-hant: 危險, en: Risk}")(root)
    assert "「風險」" in find(convert(root), "guide", "basics").raw.prose["zh-hant"].text


def test_text_converted_from_a_stale_one_is_stale_too(tiny: SiteFactory) -> None:
    text = "结果可能比预期差，也可能亏掉本金。"
    root = tiny("association", {f"{FOLDER}/zh/term.tsv": f"risk\tshort\t{'0' * 12}\t{hash_source(text)}\n"})
    locales = (
        '  - {tag: zh-Hans, language: zh, name: 简体中文, path: ""}\n',
        "  - {tag: zh-Hant, language: zh-hant, name: 繁體中文, path: zh-hant, converted_from: zh}\n",
        "  - {tag: en, language: en, name: English, path: en}\n",
    )
    english_first = locales[2].replace("path: en", 'path: ""') + locales[0].replace('path: ""', "path: zh") + locales[1]
    swap(SITE, "".join(locales), english_first)(root)
    result = convert(root)
    assert result.stale_texts["term", "risk"] == (StaleText(("short",), "zh"), StaleText(("short",), "zh-hant"))


def test_interface_words_are_converted_as_the_site_wants_them(tiny: SiteFactory) -> None:
    """Unless its own theme has them: what is missing, holds one of its words, or has another original."""
    root = tiny("association", {"content/conversion.yml": "zh-hant: {网络: 網路}\n"})
    site = convert(root).site
    assert site is not None
    theme = {
        "zh": {"skip": "跳到正文", "edit": "编辑网络", "offline": "没有网络", "print": "打印出来", "copy": "复制"},
        "zh-hant": {"edit": "編修網絡", "offline": "沒有網絡", "print": "打印", "copy": "（複製）"},
    }
    own = {"zh": {"print": "打印出来"}, "zh-hant": {"edit": "編修網絡"}}
    filled = convert_interface_words(ThemeSources(theme, own_words=own), site, read_conversion_words(root), BuildCache())
    assert filled["zh-hant"] == {
        "skip": "跳到正文",
        "edit": "編修網絡",
        "offline": "沒有網路",
        "print": "打印出來",
        "copy": "（複製）",
    }


def test_interface_words_of_hong_kong_are_those_of_hong_kong(tiny: SiteFactory) -> None:
    root = tiny("association")
    swap(SITE, "tag: zh-Hant,", "tag: zh-Hant-HK,")(root)
    site = convert(root).site
    assert site is not None
    filled = convert_interface_words(ThemeSources({"zh": {"a": "这里"}, "zh-hant": {"a": "這裡"}}), site, ConversionWords(), BuildCache())
    assert filled["zh-hant"] == {"a": "這裏"}


def test_word_of_the_interface_is_not_one_in_vain(tiny: SiteFactory) -> None:
    root = tiny("association", {"content/conversion.yml": "zh-hant: {打印: 列印, 石榴: 石榴}\n"})
    problems = check(root, theme_folders=(REPOSITORY / "theme",)).problems
    assert [(problem.code, dict(problem.params)["came"]) for problem in problems] == [("PR312", "石榴")]
    assert check(root).problems == ()


def test_words_of_a_converted_language_are_not_missing(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("association", {"content/conversion.yml": "zh-hant: {打印: 列印}\n"})
    assert run("words", "--language", "zh-hant", "--missing", folder=root).out == ""
    listed = run("words", "--language", "zh-hant", "--lang", "en", folder=root).out.splitlines()
    texts = (
        "level.first-steps [zh-hant, converted from zh] 零基礎",
        "print [zh-hant, converted from zh] 列印",
        "copy-link [zh-hant, theme] 複製鏈接",
    )
    assert [text for text in texts if text not in listed] == []


EDITS: dict[str, Edit] = {
    "a word": write("content/conversion.yml", "zh-hant: {站点: 站臺}\n"),
    "a title": swap(TERMS, "title: {zh: 收益, en: Return}", "title: {zh: 收益, zh-hant: 報酬, en: Return}"),
    "a text": swap(TERMS, "也可能亏掉本金", "也可能亏掉全部本金"),
    "a written text": swap(TERMS, "short: {zh: 结果", "short: {zh-hant: 結果不好, zh: 结果"),
    "a written file": write("content/guides/basics.zh-hant.md", "## 風險\n\n自己寫的。\n"),
    "the region": swap(SITE, "tag: zh-Hant,", "tag: zh-Hant-HK,"),
    "no conversion": swap(SITE, ", converted_from: zh", ""),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_edit_gives_the_same_as_a_run_without_a_cache(tiny: SiteFactory, edit: Edit) -> None:
    root, cache = tiny("association"), BuildCache(reuse_in_process=True)
    before = convert(root, cache)
    edit(root)
    after, fresh = convert(root, cache), convert(root)
    rows = [
        [(checked.key, checked.fingerprint, checked.record, checked.raw.prose) for checked in result.records] for result in (after, fresh)
    ]
    assert rows[0] == rows[1]
    assert (after.converted_languages, after.stale_texts) == (fresh.converted_languages, fresh.stale_texts)
    assert [sorted(uses) for uses in after.term_uses.by_record.values()] == [sorted(uses) for uses in fresh.term_uses.by_record.values()]
    changed = [new.key for old, new in zip(before.records, after.records, strict=True) if old.fingerprint != new.fingerprint]
    assert changed != []


def test_records_that_an_edit_does_not_concern_are_the_same_objects(tiny: SiteFactory) -> None:
    root, cache = tiny("association"), BuildCache(reuse_in_process=True)
    before = convert(root, cache)
    swap("content/guides/basics.zh.md", "风险", "这种风险")(root)
    after = convert(root, cache)
    assert [new.key for old, new in zip(before.records, after.records, strict=True) if old is not new] == [("guide", "basics")]
