"""The command new, in both languages: with options, and with the answers of a person at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from processes import run_on_terminal
from prospectus.load.yaml import parse
from prospectus.model.registry import KINDS
from tiny import RunCommand, SiteFactory, read_files

TITLE = {"title.zh": "一例", "title.en": "One case"}
SOURCE = {"sources.0.source": "handbook"}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "institution": {},
    "source": {},
    "category": {"groups": "guide"},
    "audience": {},
    "channel": {"group": "desks"},
    "rule": {"group": "by-laws"},
    "behaviour": {"number": "9", "meaning.zh": "一种行为。", "meaning.en": "A kind of conduct."},
    "measure": {"number": "9", "meaning.zh": "一种措施。", "meaning.en": "A measure."},
    "guide": {"group": "basics"},
    "faq": {"group": "money", "answer.zh": "可以。", "answer.en": "Yes."},
    "landing": {},
    "flow": {
        "applicant.zh": "会员",
        "applicant.en": "A member",
        "stages.0.number": "1",
        "stages.0.nodes": "[{id: new-node, department: lakeside, tasks: [{title: {zh: 递交, en: Submit}}]}]",
    },
    "contract": {
        "code": "NW",
        "exchange": "lakeside",
        "listed": "2025-01-02",
        "items": "{title: {zh: 单位, en: Unit}, value: {zh: 一吨, en: One tonne}}",
    },
    "calculator": {
        "formula": "working-days",
        "days": "3",
        "quotations.0.text.zh": "三日内。",
        "quotations.0.text.en": "Within three days.",
        "quotations.0.as_of": "2025",
        "quotations.0.sources.0.source": "handbook",
        "limits.0.zh": "仅供参考。",
        "limits.0.en": "For information only.",
        "examples": "{day: 2025-03-20}",
    },
    "checklist": {
        "minutes": "1",
        "steps.0": "{id: listed, title: {zh: 上市, en: Listing}, question: {zh: 有吗？, en: Is it?}, how: {zh: 查。, en: Look.}, "
        "explanation: {zh: 因为。, en: Because.}, answers: [{id: a, text: {zh: 有, en: Yes}, outcome: pass}, "
        "{id: b, text: {zh: 无, en: No}, outcome: stop}]}",
        "steps.0.sources.0.source": "handbook",
        **{
            f"verdicts.{result}.{field}.{language}": words
            for result in ("passed", "unclear", "stop")
            for field in ("title", "text")
            for language, words in (("zh", "结论。"), ("en", "A result."))
        },
        "limits.0.zh": "仅供参考。",
        "limits.0.en": "For information only.",
    },
    "form": {
        "language": "zh",
        "fields.0": "{id: firm, title: {zh: 公司, en: Firm}, holds: company}",
        "submission": '{id: by-mail, to: a@lakeside.example, subject: "{company}", nobody: 无, text: {zh: 请用邮件。, en: By mail.}}',
    },
    "notice": {"exchanges": "lakeside", "period": "2025-04", "cases": "2", "counts": "{behaviour: self-trade, cases: 2}"},
    "term": {"group": "words", "standing": "ours"},
    "brand": {"work_line.zh": "一行字", "work_line.en": "A line", "institution": "lakeside"},
    "programme": {"brand": "open-gate", "introduction.zh": "介绍。", "introduction.en": "An introduction."},
    "course": {"programme": "barley-school"},
    "lesson": {
        "level": "introductory",
        "minutes": "5",
        "objectives.0.zh": "学会。",
        "objectives.0.en": "Learn.",
        "quiz": "{id: first, prompt: {zh: 问, en: Ask}, choices: [{text: {zh: 对, en: Yes}, right: true}, {text: {zh: 错, en: No}}], "
        "explanation: {zh: 因为。, en: Because.}}",
    },
    "path": {"audience": "farmers", "outcome.zh": "学会。", "outcome.en": "Learn.", "lessons": "first-words"},
    "book": {"of": "lesson:first-words"},
    "news": {"published": "2025-03-03"},
    "publication": {"published": "2025-03"},
    "page": {},
    "person": {},
    "venue": {},
    "series": {
        "recurrence": "{dtstart: 2025-01-01, rrule: FREQ=MONTHLY;BYMONTHDAY=1, mode: period}",
        "stated.zh": "每月。",
        "stated.en": "Monthly.",
    },
    "milestone": {"dates": "2025-05-05", "basis.zh": "自定。", "basis.en": "Our own."},
    "year": {"year": "2027", "published": "no"},
    "feed": {"url": "https://lakeside.example/rss", "gives": "news", "language": "zh"},
    "event": {"type": "meeting", "starts": "2025-07-03 10:00"},
    "talk": {"starts": "2025-07-04 10:00", "language": "zh"},
}
"""What the command is given to make one record of each kind in the full test site."""
IDS = {"year": "2027"}
REFUSED = {"site": "prospectus init", "release": "prospectus release"}


def options_of(fields: Mapping[str, str]) -> list[str]:
    return [part for name, value in fields.items() for part in ("--set", f"{name}={value}")]


def errors_in(run: RunCommand, root: Path) -> list[str]:
    return [line for line in run("check", "--root", root, "--no-cache").out.splitlines() if ": error PR" in line]


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.name not in REFUSED])
def test_a_record_of_each_kind_passes_the_check(tiny: SiteFactory, run: RunCommand, kind: str) -> None:
    root = tiny("full")
    before = read_files(root)
    record_id = IDS.get(kind, "one-more-case")
    result = run("new", kind, record_id, *options_of({**TITLE, **FIELDS[kind]}), "--no-prose", "--root", root)
    assert (result.code, f"{kind}:{record_id} is written" in result.err, "draft" in result.err) == (0, True, False), result.err
    assert errors_in(run, root) == []
    assert run("undo", "--root", root).code == 0
    assert read_files(root) == before


@pytest.mark.parametrize("kind", REFUSED)
def test_what_nobody_writes_by_hand_is_refused(tiny: SiteFactory, run: RunCommand, kind: str) -> None:
    result = run("new", kind, "another", "--root", tiny("full"), "--lang", "zh")
    assert (result.code, REFUSED[kind] in result.err) == (2, True)


def test_kinds_are_listed_with_a_sentence(run: RunCommand) -> None:
    english, chinese = run("new", "--list").out, run("new", "--list", "--lang", "zh").out
    assert len(english.splitlines()) == len(chinese.splitlines()) == len(KINDS)
    assert "guide        A guide: the answer first" in english
    assert "faq          常见问题：" in chinese


def test_prose_of_a_record_in_a_list_stands_beside_the_list(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    assert run("new", "term", "new-word", *options_of({**TITLE, **FIELDS["term"]}), "--prose", "--root", root).code == 0
    names = sorted(path.name for path in (root / "content/glossary").iterdir())
    assert [name for name in names if name.endswith(".md")] == ["new-word.en.md", "new-word.zh.md"]
    assert run("check", "--root", root).code == 0


def test_prose_makes_a_draft_with_a_file_per_language(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    result = run("new", "lesson", "last-words", *options_of({**TITLE, **FIELDS["lesson"]}), "--prose", "--root", root, "--lang", "zh")
    assert (result.code, "它是草稿，读者看不到。尚缺：正文。" in result.err) == (0, True)
    assert (root / "courses/lessons/last-words.en.md").read_text(encoding="utf-8").startswith("<!-- Write the text here.")
    text = (root / "courses/lessons/last-words.yml").read_text(encoding="utf-8")
    assert "# 草稿，读者看不到。补齐内容以后，删去这一行和下一行。\nstatus: draft\n" in text
    assert "# summary: {zh: …, en: …}  # 一两句话" in text
    assert errors_in(run, root) == []


def test_what_is_missing_is_listed_and_nothing_is_written(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    before = read_files(root)
    result = run("new", "guide", "why", "--set", "title.zh=为什么", "--root", root)
    assert (result.code, "--set group=…  The group of guides it is listed in. Choices: basics." in result.err) == (2, True)
    assert read_files(root) == before
    draft = run("new", "guide", "why", "--set", "title.zh=为什么", "--set", "status=draft", "--root", root)
    assert (draft.code, "Still missing: title.en, group" in draft.err) == (0, True)
    assert errors_in(run, root) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("guide", "margin"), "标识 margin 已属于另一条指南（guide）（content/guides/margin.yml）"),
        (("guide", "Why Not"), "例如：why-not"),
        (("flow", "margin"), "地址 /guides/margin/ 已属于 guide:margin"),
        (("landing", "calendar"), "地址 /calendar/ 已属于站点自身"),
        (("giude", "why"), "是否想写 guide？"),
        (("guide", "why", "--set", "titel.zh=x"), "是否想写 title？"),
        (("guide", "why", "--set", "title=x", "--set", "group=basic"), "是否想写 basics？"),
        (("guide", "why", "--set", "points.1.title.zh=x"), "1 不是列表中的序号"),
        (("guide", "why", "--set", "title"), "必须写成 `FIELD=VALUE`"),
        (("term", "--set", "title.zh=保证金"), "例如 bao-zheng-jin"),
        (
            ("talk", "why", *options_of(FIELDS["talk"]), "--set", "title.zh=x", "--file", "calendar/2025/08.yml"),
            "应写在 calendar/2025/07.yml",
        ),
        (
            ("event", "why", "--set", "title.zh=会", "--set", "type=meeting", "--set", "starts=2025-13-01"),
            "字段 starts 必须是写法正确的有效日期",
        ),
    ],
)
def test_wrong_use_is_refused_with_what_is_right(tiny: SiteFactory, run: RunCommand, arguments: tuple[str, ...], words: str) -> None:
    root = tiny("full")
    before = read_files(root)
    result = run("new", *arguments, "--root", root, "--lang", "zh")
    assert (result.code, words in result.err) == (2, True), result.err
    assert read_files(root) == before


def test_dry_run_shows_the_record_alone(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    before = read_files(root)
    result = run("new", "audience", "growers", *options_of(TITLE), "--dry-run", "--root", root)
    assert result.out.startswith("# content/audiences/all.yml\n- id: growers\n  title: {zh: 一例, en: One case}\n")
    assert ("Nothing was written." in result.err, read_files(root) == before) == (True, True)


def test_talk_in_the_list_of_its_month(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    options = options_of({**TITLE, "starts": "2025-06-04 10:00", "language": "zh"})
    assert run("new", "talk", "june-talk", *options, "--file", "calendar/2025/06.yml", "--root", root).code == 0
    rows = parse((root / "calendar/2025/06.yml").read_text(encoding="utf-8"))
    assert {"id": "june-talk", "type": "talk"}.items() <= next(row for row in rows if row["id"] == "june-talk").items()
    starts = [str(row["starts"]) for row in rows]
    assert starts == sorted(starts)


def test_file_of_its_own_in_a_folder_of_choice(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    options = [*options_of({**TITLE, **FIELDS["guide"]}), "--no-prose", "--root", root]
    assert run("new", "guide", "why", *options, "--file", "content/guides/basics").code == 0
    assert (root / "content/guides/basics/why.yml").is_file()
    elsewhere = run("new", "guide", "why-not", *options, "--file", "content/faq")
    assert (elsewhere.code, "belongs in content/guides/why-not.yml" in elsewhere.err) == (2, True)
    assert errors_in(run, root) == []


def test_page_within_another(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    assert run("new", "page", "about/press-room", *options_of(TITLE), "--prose", "--root", root).code == 0
    assert (root / "content/pages/about/press-room.en.md").is_file()
    assert errors_in(run, root) == []
    taken = run("new", "page", "about/team", *options_of(TITLE), "--root", root)
    assert (taken.code, "belongs to another page" in taken.err) == (2, True)


def test_record_stands_after_those_of_its_group(tiny: SiteFactory, run: RunCommand) -> None:
    overlay = {
        "content/faq/one.yml": "- {id: a, title: {zh: 甲, en: A}, group: money, answer: {zh: 甲, en: A}}\n",
        "content/faq/two.yml": "- {id: b, title: {zh: 乙, en: B}, group: others, answer: {zh: 乙, en: B}}\n# End.\n",
        "content/categories/more.yml": "- {id: others, title: {zh: 其他, en: Others}, groups: faq}\n",
    }
    root = tiny("full", overlay)
    options = options_of({**TITLE, "group": "others", "answer.zh": "丙", "answer.en": "C"})
    assert run("new", "faq", "c", *options, "--root", root).code == 0
    assert (root / "content/faq/two.yml").read_text(encoding="utf-8").index("id: c") > 0
    unclear = run("new", "faq", "d", *options_of({**TITLE, "group": "money", "answer.zh": "丁", "answer.en": "D"}), "--root", root)
    assert (unclear.code, "Say with --file" in unclear.err) == (2, True)


def test_errors_are_shown_and_what_was_typed_is_not_lost(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    fields = {name: value for name, value in FIELDS["calculator"].items() if name != "days"}
    result = run("new", "calculator", "why", *options_of({**TITLE, **fields}), "--no-prose", "--root", root)
    assert (result.code, " PR222 " in result.err, "prospectus new calculator why --set 'title.zh=一例'" in result.err) == (1, True, True)
    assert not (root / "content/calculators/why.yml").exists()


def answer(root: Path, *arguments: str, typed: str) -> str:
    return run_on_terminal([sys.executable, "-m", "prospectus", "new", *arguments, "--root", root], typed=typed)


def test_person_is_asked_in_order_and_again_after_a_wrong_answer(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    output = answer(root, "term", "--lang", "zh", typed="结算价\nSettlement price\n\nwrods\n1\n\nours\n")
    assert output.index("title.zh  名称。") < output.index("id  标识") < output.index("group") < output.index("standing")
    assert "（直接回车则用 settlement-price）" in output
    assert "没有 wrods 这一项。是否想写 words？" in output
    assert "已新建 term:settlement-price" in output
    row = parse((root / "content/glossary/all.yml").read_text(encoding="utf-8"))[-1]
    assert row["title"] == {"zh": "结算价", "en": "Settlement price"}


QUIZ = "q1\n问？\nAsk?\n对\nYes\ny\n错\nNo\nn\n\n因为\nBecause\n\n"


def test_person_is_asked_for_each_item_of_a_list(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    output = answer(root, "lesson", "quiz", "--no-prose", typed=f"测验\nQuiz\n1\nabc\n5\n学会\nLearn\ny\n记住\nRemember\n\n{QUIZ}")
    assert "abc is not a number." in output
    assert "lesson:quiz is written" in output
    record = parse((root / "courses/lessons/quiz.yml").read_text(encoding="utf-8"))
    assert record["objectives"] == ({"zh": "学会", "en": "Learn"}, {"zh": "记住", "en": "Remember"})
    assert [choice["right"] for choice in record["quiz"][0]["choices"]] == [True, False]
    assert errors_in(run, root) == []


def test_person_can_leave_a_whole_list_for_later(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    output = answer(root, "lesson", "quiz", "--no-prose", typed="测验\nQuiz\n1\n5\n" + "\n" * 12)
    assert "It is a draft" in output
    assert errors_in(run, root) == []


def test_unanswered_texts_make_a_draft(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    output = answer(root, "guide", "why", "--no-prose", typed="为什么\n\n1\n")
    assert "It is a draft, which readers do not see. Still missing: title.en." in output
    assert errors_in(run, root) == []


def test_end_of_input_writes_nothing_and_says_how_to_go_on(tiny: SiteFactory) -> None:
    root = tiny("full")
    before = read_files(root)
    output = answer(root, "guide", "why", typed="为什么\n\x04")
    assert "To go on later: prospectus new guide why --set 'title.zh=为什么'" in output
    assert read_files(root) == before
