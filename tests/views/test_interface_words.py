"""Interface words fall back along the chain of a locale, say which language they are in, and never show a key."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from prospectus.load.interface_words import load_words
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.site import Locale, Site
from prospectus.model.kinds.year import Year
from prospectus.model.library import Library
from prospectus.model.record import Record
from prospectus.model.registry import KINDS, Kind
from prospectus.model.values.text import Text
from prospectus.problems import Problem
from prospectus.validate import theme as theme_checks
from prospectus.views.interface_words import InterfaceWords, adapt_to_content, merge_words
from prospectus.views.page import PageView
from tiny import FULL, HERE, REPOSITORY, SiteFactory, build_page_views, build_to, read_files

JAPANESE = Locale(tag="ja", language="ja", name="日本語", path="ja")
WORDS = {
    "en": {"a": "A", "b": "B {n}", "language.ja": "Japanese", "bar": "There is no {page_language} text."},
    "zh": {"a": "甲", "b": "乙 {n}", "c": "丙", "bar": "尚无{page_language}译文。"},
    "ja": {"a": "あ"},
}


def make_words(*languages: str, site_words: dict[str, Text] | None = None) -> InterfaceWords:
    return InterfaceWords(merge_words(JAPANESE, languages, WORDS, site_words or {}, {"zh": "zh-CN"}))


def tag_of(text: str) -> str:
    return getattr(text, "tag", "")


def test_missing_word_is_taken_from_the_next_language_and_tagged_with_it() -> None:
    t = make_words("ja", "en", "zh")
    assert [(words, tag_of(words)) for words in (t("a"), t("b", n=3), t("c"))] == [("あ", ""), ("B 3", "en"), ("丙", "zh-CN")]
    assert make_words("ja", "zh", "en")("b", n=3) == "乙 3"


def test_word_of_the_site_overrides_the_theme_in_its_own_language_only() -> None:
    t = make_words("ja", "en", "zh", site_words={"a": Text({"en": "Site", "zh": "站"}), "c": Text({"en": "Site c"})})
    assert (t("a"), t("c")) == ("あ", "Site c")


def test_former_key_of_a_site_still_works_and_the_present_one_wins() -> None:
    words = {"en": {"home.audiences": "Theme"}}
    merged = [
        merge_words(JAPANESE, ["en"], words, {key: Text({"en": key}) for key in keys}, {})["home.audiences"]
        for keys in (["home.doors"], ["home.audiences", "home.doors"], [])
    ]
    assert merged == ["home.doors", "home.audiences", "Theme"]


def test_words_can_name_the_language_of_the_page_in_their_own_language() -> None:
    assert make_words("ja", "en")("bar") == "There is no Japanese text."
    assert make_words("ja", "zh")("bar") == "尚无日本語译文。"


def test_key_that_no_language_has_is_reported_and_not_shown() -> None:
    missing: list[str] = []
    t = InterfaceWords({"a": "A"}, missing.append)
    assert [t("a"), t("b"), t("level.x", n=1), t("list.notice.lead"), t("list.notice.title")] == ["A", "", "", "", "Notice"]
    assert (t.has("a"), t.has("b"), missing) == (True, False, ["b", "level.x", "list.notice.lead", "list.notice.title"])


@pytest.mark.parametrize(
    ("language", "fallback", "chain"),
    [
        ("zh", (), ("zh", "en")),
        ("en", (), ("en", "zh")),
        ("ja", (), ("ja", "zh", "en")),
        ("ja", ("en", "zh"), ("ja", "en", "zh")),
        ("ja", ("ko",), ("ja", "ko", "zh", "en")),
        ("zh-hant", ("en",), ("zh-hant", "en", "zh")),
        ("zh-hant", (), ("zh-hant", "zh", "en")),
    ],
)
def test_chain_of_a_locale(language: str, fallback: tuple[str, ...], chain: tuple[str, ...], tiny: SiteFactory) -> None:
    from prospectus.pipeline import check

    site = check(tiny("minimal")).site
    assert site is not None
    locale = Locale(tag=language, language=language, name="x", path=language, fallback=fallback)
    assert site.language_chain(locale) == chain


def test_kind_without_words_for_its_list_is_a_problem(monkeypatch: pytest.MonkeyPatch, tiny: SiteFactory) -> None:
    from prospectus.pipeline import check

    exhibition = Kind("exhibition", KINDS[1].model, "content/exhibitions", "list", listing="exhibitions")
    monkeypatch.setattr(theme_checks, "KINDS", (*KINDS, exhibition))
    problems: tuple[Problem, ...] = check(tiny("minimal"), theme_folders=(REPOSITORY / "theme",)).problems
    assert sorted((problem.code, problem.came, problem.params["page"]) for problem in problems) == [
        ("PR308", "list.exhibition.lead", "/exhibitions/"),
        ("PR308", "list.exhibition.title", "/exhibitions/"),
    ]


class LanguageParser(HTMLParser):
    """Collects the text of a page that is not said to be in another language than the page, and tags in attributes and titles."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr", "source", "wbr"})
    NO_MARKUP = frozenset({"title", "option", "script", "template", "textarea"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.own_text: list[str] = []
        self.misplaced: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.misplaced += [f"{tag} {name}" for name, value in attrs if "<span" in (value or "")]
        if self.open[-1][0] in self.NO_MARKUP - {"template"}:
            self.misplaced.append(f"{self.open[-1][0]} > {tag}")
        if tag not in self.VOID:
            self.open.append((tag, dict(attrs).get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self.open[-1]
        if tag in self.NO_MARKUP and "<span" in data:
            self.misplaced.append(tag)
        if not self.NO_MARKUP.intersection(name for name, _ in self.open) and language == "fr" and data.strip():
            self.own_text.append(data.strip())


@pytest.fixture(scope="module")
def french_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full site with French, of which it has not a word."""
    import shutil

    root = tmp_path_factory.mktemp("french") / "full"
    shutil.copytree(FULL, root)
    site = root / "content/site.yml"
    locale = "  - {tag: fr, language: fr, name: français, path: fr}\n"
    site.write_text(site.read_text(encoding="utf-8").replace("tagline:", f"{locale}tagline:", 1), encoding="utf-8")
    return build_to(root, root.parent / "site").folder


def test_page_of_a_language_without_words_is_marked_as_what_it_is_in(french_site: Path) -> None:
    pages = {path: body.decode() for path, body in read_files(french_site).items() if path.startswith("fr/") and path.endswith(".html")}
    assert len(pages) > 50
    parsed = {path: LanguageParser(text) for path, text in pages.items()}
    assert {path: parser.misplaced for path, parser in parsed.items() if parser.misplaced} == {}
    chinese_words = set(load_words([REPOSITORY / "theme/words"])["zh"].values())
    assert {path: words for path, parser in parsed.items() if (words := chinese_words.intersection(parser.own_text))} == {}


def test_notice_of_a_missing_translation_names_the_language_of_the_page(french_site: Path) -> None:
    text = (french_site / "fr/lessons/barley-margin/index.html").read_text(encoding="utf-8")
    assert '<p><span lang="zh-CN">本页内容尚无法文译文，以下以原文显示。</span></p>' in text
    assert "尚无中文" not in text


def test_word_in_an_attribute_is_plain() -> None:
    token = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
    unmarked = []
    for template in sorted((REPOSITORY / "theme").rglob("*.html")):
        in_tag = False
        for part in token.split(template.read_text(encoding="utf-8")):
            if part.startswith("{{"):
                if in_tag and re.search(r"\bt\(", part) and "plain" not in part and ".join(" not in part:
                    unmarked.append((template.name, part))
            elif re.match(r"\{%-?\s*(macro|block)", part):
                in_tag = False
            elif not part.startswith("{"):
                brackets = re.findall(r"<(?=[a-zA-Z/])|>", part)
                in_tag = brackets[-1] == "<" if brackets else in_tag
    assert unmarked == []


def test_theme_has_the_same_words_in_its_languages() -> None:
    words = load_words([REPOSITORY / "theme/words"])
    assert words["en"].keys() == words["zh"].keys()


def test_admonition_without_a_title_has_one_in_the_language_of_the_page(tiny: SiteFactory) -> None:
    site = (HERE / "sites/minimal/content/site.yml").read_text(encoding="utf-8")
    site = site.replace("tagline:", "  - {tag: ja, language: ja, name: 日本語, path: ja, fallback: [zh, en]}\ntagline:")
    site += "waivers: [{code: PR301, path: '*', reason: made up}]\n"
    text = "!!! warning\n    a\n\n!!! own-type\n    b\n"
    guide = {"content/guides/new.yml": "title: {zh: 新, en: New}\ngroup: basics\n", "content/guides/new.zh.md": text}
    group = {"content/categories/all.yml": "- {id: basics, title: {zh: 入门, en: Basics}, groups: guide}\n"}
    views = build_page_views(tiny("minimal", {"content/site.yml": site, **group, **guide, "content/guides/new.en.md": text}))
    assert [titles_of(views[f"{path}guides/new/"]) for path in ("", "en/", "ja/")] == [
        ["警告", "Own-type"],
        ["Warning", "Own-type"],
        ['<span lang="zh-CN">警告</span>', '<span lang="ja">Own-type</span>'],
    ]


COUNTED_NOUN = re.compile(
    r"\{(?:n|k|of|all|total|days|minutes|months|stages|nodes|tasks|error|warning|info)\} (?:[a-z]+ )?(?!pass\b)[a-z]+s\b"
)
FOR_SEVERAL = {
    "days",
    "event.days",
    "contract.days.later",
    "lesson.left",
    "flow.n-parallel",
    "calculator.step.losses",
    "calculator.step.delivery",
}
"""Words with a number before a noun that are shown only for numbers from 2 up, because there are others for 1, or none."""


def test_no_count_of_one_stands_before_a_plural() -> None:
    """As in “1 lessons passed”; “Lessons passed: 1” is right for every number."""
    words = load_words([REPOSITORY / "theme/words"])["en"]
    assert {key for key, text in words.items() if COUNTED_NOUN.search(text)} == FOR_SEVERAL


def titles_of(page: PageView) -> list[str]:
    return re.findall('<p class="admonition-title">(.*?)</p>', str(page.body.prose.text))


def test_site_without_a_market_has_words_without_one() -> None:
    words = {"en": {"mark.holiday": "Market closed", "mark.holiday.no-market": "Closed", "zone": "x"}}
    fields = {"title": {"en": "x"}, "year": 2025, "published": True}
    assert adapt_to_content(words, make_library(year=Year.model_validate({"id": "2025", **fields})))["en"]["mark.holiday"] == "Closed"
    trading = Year.model_validate({"id": "2025", **fields, "trading_days": 261})
    assert adapt_to_content(words, make_library(year=trading)) == words


@pytest.mark.parametrize(
    ("of_others", "titles"),
    [
        ({}, ("Planned", "Planned")),
        ({"sources": ({"source": "s1"},)}, ("Planned", "Collected")),
        ({"notices_of": ("lakeside",)}, ("Collected", "Collected")),
    ],
)
def test_site_that_announces_its_series_itself_collects_nothing(of_others: dict[str, Any], titles: tuple[str, str]) -> None:
    words = {"en": {"coverage.title": "Collected", "coverage.title.own-series": "Planned"}}
    recurrence = {"dtstart": "2025-01-01", "rrule": "FREQ=MONTHLY;BYMONTHDAY=1", "mode": "period"}
    series = Series.model_validate({"id": "x", "title": {"en": "x"}, "stated": {"en": "x"}, "recurrence": recurrence, **of_others})
    for independent, title in zip((False, True), titles, strict=True):
        site = cast("Site", SimpleNamespace(independent=independent))
        library = replace(make_library(series=series), site=site)
        assert adapt_to_content(words, library)["en"]["coverage.title"] == title


def make_library(**records: Record) -> Library:
    """Return a library of one record per kind."""
    by_kind = {kind: {record.id: record} for kind, record in records.items()}
    return Library(cast("Site", None), by_kind, {}, frozenset(), {}, {}, {}, {})
