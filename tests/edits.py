"""Edits of the full test site, for tests that compare a build after an edit with a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prospectus.text.translations import hash_source
from tiny import without_digest

Edit = Callable[[Path], None]
"""Changes the site in a folder."""
OUTCOME = "You can work out the margin on a lot of barley."
"""The English outcome of a path."""
JUNE, TALK = "calendar/2025/06.yml", "calendar/talks/spring-outlook.yml"


def swap(name: str, *pairs: str) -> Edit:
    """Return an edit that replaces strings in one file; `pairs` alternate between old and new strings."""

    def edit(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in text
            text = text.replace(old, new, 1)
        (root / name).write_text(text, encoding="utf-8")

    return edit


def edit_release(key: str, old: str, new: str) -> Edit:
    """Return an edit that replaces a string in a release and takes its digest away, without which the edit would be an error."""

    def edit(root: Path) -> None:
        name = f"calendar/releases/{key}.yml"
        swap(name, old, new)(root)
        (root / name).write_text(without_digest((root / name).read_text(encoding="utf-8")), encoding="utf-8")

    return edit


def write(name: str, text: str) -> Edit:
    """Return an edit that writes a file."""

    def edit(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")

    return edit


def remove(name: str) -> Edit:
    """Return an edit that removes a file."""
    return lambda root: (root / name).unlink()


def own_theme(name: str, text: str, folder: str = "theme") -> Edit:
    """Return an edit that gives the site its own theme folder with one file."""

    def edit(root: Path) -> None:
        swap("mkdocs.yml", "  font: false", f"  font: false\n  custom_dir: {folder}")(root)
        write(f"{folder}/{name}", text)(root)

    return edit


NEXT_RELEASE = """\
title: {zh: 日程, en: Timetable}
month: 2025-06
number: 3
published: 2025-03-09 09:00
events: []
"""
HARMLESS_EDITS: dict[str, Edit] = {
    "nothing": lambda _: None,
    "a list in two files": write(
        "content/faq/more.yml",
        "- id: more\n  title: {zh: 还有呢？, en: 'And more?'}\n  group: money\n  answer: {zh: 没有了。, en: No.}\n"
        "  sources: [{source: handbook}]\n",
    ),
    "a language that is converted": swap(
        "content/site.yml",
        "path: en}\n",
        "path: en}\n  - {tag: zh-Hant, language: zh-hant, name: 繁體中文, path: zh-hant, converted_from: zh}\n",
    ),
    "a talk's title": swap("calendar/talks/spring-outlook.yml", "Spring outlook", "Spring outlook again"),
    "a talk's day": swap("calendar/talks/spring-outlook.yml", "starts: 2025-03-12", "starts: 2025-03-11"),
    "a talk's month": swap("calendar/talks/some-day-in-may.yml", "2025-05", "2025-06"),
    "a new talk": write(
        "calendar/talks/summer.yml",
        "title: {zh: 夏, en: Summer}\nseries: barley-talks\nstarts: 2025-07-01 10:00\nlanguage: en\n",
    ),
    "a talk that goes": remove("calendar/talks/spring-outlook.yml"),
    "an event that is cancelled": swap(
        "calendar/2025/06.yml", "  language: en\n  channel: hall", "  language: en\n  state: cancelled\n  channel: hall"
    ),
    "an event that is what a series owes": write(
        "calendar/2025/02.yml",
        "- id: letter\n  type: bulletin\n  title: {zh: 信, en: Letter}\n  series: monthly-letter\n"
        "  starts: 2025-02-20\n  format: document\n  language: zh\n",
    ),
    "an event on the day of its series": write(
        "calendar/2025/09.yml",
        "- {id: fair, type: campaign, title: {zh: 集市, en: Fair}, series: harvest-day, starts: 2025-09-15}\n",
    ),
    "an event without a day": write("calendar/2025/09.yml", "- {id: late, type: meeting, title: {zh: 会, en: Meeting}, starts: 2025-09}\n"),
    "a deadline": swap("calendar/2025/06.yml", "2025-06-06 18:00", "2025-03-10 09:00"),
    "a translation that is accepted for another source": write(
        "content/translations/en/path.tsv", f"first-harvest\toutcome\t{'0' * 12}\t{hash_source(OUTCOME)}\n"
    ),
    "a replay that is found": swap(
        "calendar/2025/06.yml",
        "  language: en\n  channel: hall",
        "  language: en\n  replay: {url: https://lakeside.example/r}\n  channel: hall",
    ),
    "the English name of a person": swap("content/people/all.yml", "en: Ear Barley", "en: Spike Barley"),
    "a speaker whose name is in their record alone": swap(
        JUNE, "{zh: 麦穗, en: Ear Barley}, affiliation: {zh: 湖畔农社, en: Lakeside Growers}", "{zh: 麦穗}"
    ),
    "a record for a name that events use": write(
        "content/people/more.yml", "- {id: awn, title: {zh: 芒种, en: Awn Sower}, affiliation: {zh: 湖畔农社, en: Lakeside Growers}}\n"
    ),
    "a person who goes": write("content/people/all.yml", "- {id: chaff-miller, title: {zh: 麦糠, en: Chaff Miller}}\n"),
    "the address of a venue": swap("content/venues/all.yml", "1 Lakeside Road", "2 Lakeside Road"),
    "a venue that goes": remove("content/venues/all.yml"),
    "the title of a news item": swap("content/news/new-hall.yml", "A new hall", "A larger hall"),
    "the text of a news item": swap("content/news/new-hall.en.md", "opens", "has opened"),
    "a news item that goes": lambda root: [remove(f"content/news/new-hall{end}")(root) for end in (".yml", ".zh.md", ".en.md")],
    "the only publication becomes a sample": swap(
        "content/publications/yearbook.yml",
        "{zh: 湖畔交易所2024年年报, en: Lakeside",
        '{zh: 【示例】湖畔交易所2024年年报, en: "[Sample] Lakeside',
        " yearbook 2024}",
        ' yearbook 2024"}\nstatus: sample',
    ),
    "a new publication": write("content/publications/leaflet.yml", "title: {zh: 折页, en: Leaflet}\npublished: 2025-03-05\n"),
    "an audience of an event": swap("calendar/2025/06.yml", "audiences: [overseas]", "audiences: [farmers]"),
    "the night session": swap("content/site.yml", 'scheduling: {night_from: "20:55"}\n', ""),
    "a guide that is withheld": lambda root: (
        write("content/guides/withheld.yml", "title: {zh: 以后, en: Later}\ngroup: basics\npublish_from: 2099\n")(root),
        write("content/guides/withheld.zh.md", "以后再说。\n")(root),
    ),
    "a guide that was withdrawn on a day": swap("content/guides/margin.yml", "title: {", "withdraw_on: 2025-03\ntitle: {"),
    "prose": swap("content/guides/margin.en.md", "## Why it is paid", "## Why one pays it"),
    "prose that goes": remove("content/guides/margin.en.md"),
    "links in fields": swap(
        "content/faq/all.yml",
        "en: The firm.}",
        'en: "The **firm**, see [margin](guide:margin#answer) and [a lot](term:lot)."}',
    ),
    "blocks in a field": swap(
        "content/faq/all.yml",
        "{zh: 期货公司。, en: The firm.}",
        "\n    zh: 期货公司。\n    en: |\n      The firm:\n\n      - [one](faq:why-margin)\n",
    ),
    "a text beside a list": write("content/glossary/barley.zh.md", "见[保证金](guide:margin)。\n"),
    "a text beside an event": write("calendar/2025/growers-meeting.en.md", "## How to get there\n\nBy *boat*.\n"),
    "a glossary term": swap("content/glossary/all.yml", "en: barley}", "en: Barley}"),
    "a term that pages use by other words": swap("content/glossary/all.yml", "zh: [履约, 守信]", "zh: [押金]"),
    "words that only look like a term": swap("content/glossary/all.yml", "[手册, 手机, 洗手]", "[手机, 洗手]"),
    "a rendering that is banned": swap("content/glossary/all.yml", "en: [big wheat]", "en: [big wheat, one's word]"),
    "a term beside another": swap("content/glossary/all.yml", "related: [lot]", "related: [barley]"),
    "the definition of a term": swap("content/glossary/all.yml", "zh: 一手十吨。", "zh: 一手十吨，大麦也是。"),
    "the meaning of a term": swap("content/glossary/all.yml", "zh: 买卖期货的最小数量单位。", "zh: 期货买卖的最小单位。"),
    "the reading of a term": swap("content/glossary/all.yml", "reading: {zh: shou}", "reading: {zh: yi shou}"),
    "a term that no longer says what it means": swap("content/glossary/all.yml", "  short: {zh: 按约定", "  note: {zh: 按约定"),
    "a term that goes": lambda root: (
        swap("content/glossary/all.yml", "  note: {zh: 一手", "  status: draft\n  note: {zh: 一手", "related: [lot]", "related: []")(root),
        swap("content/site.yml", ", term:lot]", "]")(root),
    ),
    "a term in prose": swap("content/guides/margin.zh.md", "大麦 | 5%", "大麦 | 5%\n\n大麦要交保证金。"),
    "a record that uses a term no more": swap("calendar/series/barley-talks.yml", "大麦", "小麦"),
    "a new term": swap(
        "content/glossary/all.yml", "- id: lot", "- id: acre\n  title: {zh: 亩, en: acre}\n  group: words\n  standing: ours\n- id: lot"
    ),
    "a heading of a list": swap("content/categories/all.yml", "zh: 入门", "zh: 基础"),
    "a channel that others show": swap("content/channels/all.yml", "title: {", "status: withdrawn\n  title: {"),
    "a notice's figures": swap("content/notices/lx-2025-03.yml", "cases: 0}", "cases: 2}", "cases: 5\n", "cases: 7\n"),
    "a renamed record": lambda root: (root / "content/notices/lx-2025-03.yml").rename(root / "content/notices/lx-2025-3.yml"),
    "an order": swap("content/guides/margin.yml", "position: 1", "position: 99"),
    "a figure that a calculator reads": swap(
        "content/contracts/by.yml", "zh: 7.25%, en: 7.25%", "zh: 8%, en: 8%", "name: margin, value: 7.25", "name: margin, value: 8"
    ),
    "a series that others publish": swap("calendar/series/harvest-day.yml", "title: {", "notices_of: [lakeside]\ntitle: {"),
    "the date of a contract": swap("content/contracts/by.yml", "as_of: 2025-01", "as_of: 2025-02"),
    "a new year": write("calendar/years/2027.yml", "title: {zh: 2027年, en: The year 2027}\nyear: 2027\npublished: false\n"),
    "a published year": swap("calendar/years/2026.yml", "published: false", "published: true"),
    "a book's title": swap("content/library/barley-reader.yml", "A barley reader", "A reader on barley"),
    "a lesson of a book": swap("courses/lessons/first-words.yml", "A lot is ten tonnes", "One lot is ten tonnes"),
    "a new book": write("content/library/second.yml", "title: {zh: 又一本, en: Another}\nof: [guide:margin]\n"),
    "the last book that goes": lambda root: (
        remove("content/library/barley-reader.yml")(root),
        swap("content/site.yml", ", list:book]", "]")(root),
    ),
    "the style of books": own_theme("book/book.css", "p { margin: 0 }"),
    "the site's name": swap("content/site.yml", "Lakeside Exchange Learning", "Lakeside Learning"),
    "an interface word": swap("content/site.yml", "en: Beijing time", "en: Lake time"),
    "the menu": swap("content/site.yml", "[page:calendar, list:talk,", "[list:talk, page:calendar,"),
    "the kinds of a section": swap("content/site.yml", "book]", "book, brand]", "[brand, programme", "[programme"),
    "the address of the site": swap("mkdocs.yml", "lakeside.example/learn/", "lakeside.example/"),
    "the configuration": swap("mkdocs.yml", "docs_dir: content", "docs_dir: content\nextra_css: [assets/own.css]"),
    "where files are edited": swap("mkdocs.yml", "docs_dir: content", "docs_dir: content\nedit_uri: https://git.example/edit/content/"),
    "a template of the site's own": own_theme(
        "pages/talk.html", '{% extends "main.html" %}{% block content %}<h1>{{ view.title }}</h1>{% endblock %}'
    ),
    "a frame that depends on the page": own_theme("parts/site-footer.html", "<footer>{{ view.title }} {{ view.address }}</footer>"),
    "a theme folder of another name": own_theme("parts/site-footer.html", "<footer>{{ site.name }}</footer>", folder="own"),
    "words of the theme": own_theme("words/en.yml", "home.title: Start"),
    "a lesson's length": swap("courses/lessons/first-words.yml", "minutes: 1", "minutes: 3"),
    "a lesson's level": swap("courses/lessons/first-words.yml", "level: introductory", "level: advanced"),
    "the order of a path": swap("courses/paths/first-harvest.yml", "[first-words, barley-margin]", "[first-words]"),
    "an audience's name": swap("content/audiences/all.yml", "en: Readers overseas", "en: Overseas readers"),
    "a course for an audience": write(
        "courses/courses/second-steps.yml", "title: {zh: 第二步, en: Second steps}\nprogramme: barley-school\naudiences: [farmers]\n"
    ),
    "an answer": swap("content/faq/all.yml", "So that people keep", "For people to keep"),
    "a file of another name": lambda root: (root / "content/faq/all.yml").rename(root / "content/faq/questions.yml"),
    "the last question": remove("content/faq/all.yml"),
    "a picture": write("content/assets/barley.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9'/></svg>"),
    "a picture of another size": swap("content/assets/weighing.svg", 'viewBox="0 0 640 240"', 'viewBox="0 0 640 480"'),
    "a new download": write("content/downloads/fields.csv", "field,lots\nnorth,3\n"),
    "a download that goes": lambda root: (
        remove("content/downloads/lots.csv")(root),
        swap("content/guides/weighing.yml", "  - {file: ../downloads/lots.csv}\n", "")(root),
    ),
    "an attachment": swap("content/guides/weighing.yml", "en: Weighing form", "en: The weighing form"),
    "what a picture shows": swap("content/guides/weighing.yml", "en: A field of ripe barley", "en: A field of barley"),
    "a question of a lesson": swap("courses/lessons/barley-margin.yml", "Who pays margin?", "Who has to pay margin?"),
    "a figure of a plot": swap("courses/lessons/barley-margin.yml", "[2, 27000]", "[2, 28000]"),
    "a lesson that others build on": swap("courses/lessons/first-words.yml", "A few words first", "Words first"),
    "a rule that a lesson rests on": swap("content/rules/all.yml", "articles: 3–5", "articles: 3–6"),
    "a cell of a form": swap("content/forms/harvest-report.yml", "zh: 电话, en: Telephone", "zh: 手机, en: Mobile"),
    "the language of a form": swap("content/forms/harvest-report.yml", "language: en", "language: zh"),
    "the tag of a form's language": swap("content/site.yml", "tag: en, language: en", "tag: en-GB, language: en"),
    "the address of a form": swap("content/forms/harvest-report.yml", "harvest@", "post@"),
    "a form that goes": remove("content/forms/harvest-report.yml"),
    "what a form's sheet says": own_theme("words/en.yml", "form.send: Mail it to {to} as {subject}."),
    "an event that moves again": swap("calendar/2025/06.yml", "2025-06-12 14:00", "2025-06-12 13:00"),
    "an event that is taken away": swap("calendar/2025/06.yml", "- id: growers-meeting", "- id: growers-meeting\n  status: withdrawn"),
    "an event that is renamed": swap("calendar/2025/06.yml", "id: summer-outlook", "id: june-outlook\n  formerly: [summer-outlook]"),
    "a deadline of an event": swap("calendar/2025/06.yml", "at: 2025-06-06 18:00", "at: 2025-06-07"),
    "the audience of an event": swap("calendar/2025/06.yml", "audiences: [overseas]", "audiences: [farmers]"),
    "the name of a series": swap("calendar/series/barley-talks.yml", "en: Barley talks", "en: Talks on barley"),
    "the name of a channel that events are in": swap("content/channels/all.yml", "en: Online hall", "en: The hall"),
    "a new release": write("calendar/releases/2025-06-3.yml", NEXT_RELEASE),
    "the first release of a month": write(
        "calendar/releases/2025-07-1.yml", NEXT_RELEASE.replace("2025-06", "2025-07").replace("3\n", "1\n", 1)
    ),
    "a release that goes": remove("calendar/releases/2025-06-2.yml"),
    "what a release said": edit_release("2025-06-1", "2025-06-11 14:00", "2025-06-10 14:00"),
    "a release that had an event in another month": edit_release("2025-06-1", "2025-06-11 14:00", "2025-05-14 14:00"),
    "a released event that is in another month": edit_release("2025-06-2", "id: summer-outlook", "id: spring-outlook"),
    "the note of a release": edit_release("2025-06-2", "One event moves", "One moves"),
    "a release that is withdrawn": swap("calendar/releases/2025-06-2.yml", "month: 2025-06", "status: withdrawn\nmonth: 2025-06"),
    "a text of a release in one language": edit_release("2025-06-1", "\n    en: Barley Room, Lake Town", ""),
    "a third language": swap("content/site.yml", "path: en}", "path: en}\n  - {tag: de, language: de, name: Deutsch, path: de}"),
}
"""Edits that leave the full site without errors, by what they change."""
HARMFUL_EDITS: dict[str, Edit] = {
    "a field that is unknown": swap(TALK, "starts:", "begins:"),
    "a reference to nothing": swap(TALK, "series: barley-talks", "series: wheat-talks"),
    "a language that is missing": swap("content/audiences/all.yml", ", en: Readers overseas", ""),
    "an id that is taken": swap(JUNE, "id: growers-meeting", "id: field-lecture"),
    "an address that is taken": swap(TALK, "series:", "formerly: [some-day-in-may]\nseries:"),
    "an event in the wrong month": swap(JUNE, "starts: 2025-06-12 14:00", "starts: 2025-07-10 14:00"),
    "an event on a day off": swap(TALK, "starts: 2025-03-12", "starts: 2025-03-15"),
    "two events in one room": write(
        "calendar/talks/again.yml",
        "title: {zh: 又, en: Again}\nseries: barley-talks\nstarts: 2025-06-12 14:10\nlanguage: en\nchannel: hall\n",
    ),
    "a waiver of nothing": swap(TALK, "series:", "waivers: [{code: PR506, reason: none}]\nseries:"),
    "a severity": swap("content/site.yml", "words:\n", "severities: {PR521: error}\nwords:\n"),
    "a release that is missing": remove("calendar/releases/2025-06-1.yml"),
    "a banned rendering": swap("content/guides/margin.en.md", "## Why it is paid", "## Why big wheat is paid"),
    "a path in the wrong order": swap("courses/paths/first-harvest.yml", "[first-words, barley-margin]", "[barley-margin, first-words]"),
    "a term that goes": swap("content/glossary/all.yml", "- id: lot", "- id: parcel"),
    "a month that cannot be read": write(JUNE, "- id: [\n"),
}
"""Edits after which a check reports a problem."""
