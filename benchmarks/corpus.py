"""Write a bilingual corpus of any size: the content of this repository and generated talks, courses and notices.

Each generated record depends only on its number, so a corpus is the same on every machine, and no two of its texts are alike.
`corpus.py TALKS FOLDER [CHECKOUT]` writes one, with the content of this or another checkout.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
FOLDERS = ("content", "courses", "calendar")
LANGUAGES = ("zh", "en")
TALKS_PER_COURSE = TALKS_PER_NOTICE = 20
"""One course and one notice are generated per this many talks, rounded up."""
FIRST_DAY, DAYS = date(2025, 1, 1), 1095
"""The years 2025 to 2027; the talks are spread over their trading days."""
STRIDE = 397
"""The number of trading days from one talk to the next, modulo all trading days. It is prime, so every day is used before one repeats."""

Words = dict[str, str]
"""A text per language."""

TOPICS: tuple[tuple[str, str], ...] = (
    ("保证金", "margin"),
    ("交割月前的持仓", "positions before the delivery month"),
    ("套期保值", "hedging"),
    ("基差", "the basis"),
    ("最后交易日", "the last trading day"),
    ("涨跌停板", "the daily price limit"),
    ("持仓限额", "position limits"),
    ("仓单", "warehouse receipts"),
    ("异常交易", "abnormal trading"),
    ("结算价", "the settlement price"),
    ("夜盘", "the night session"),
    ("跨期价差", "calendar spreads"),
    ("开户材料", "documents for opening an account"),
)
ANGLES: tuple[tuple[str, str], ...] = (
    ("从头讲起", "from the beginning"),
    ("常见误解", "what is often misread"),
    ("一家企业的一年", "a firm's year"),
    ("读懂规则原文", "reading the rule itself"),
    ("算一遍", "worked out once"),
    ("出了差错怎么办", "when something goes wrong"),
    ("与公告对照", "held against the notices"),
)
HEADINGS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("问题", "The question"), ("为什么要讲", "Why it matters"), ("从哪里说起", "Where to begin")),
    (("规则", "The rule"), ("怎么规定", "What is laid down"), ("三步看规则", "The rule in three steps")),
    (("例子", "An example"), ("算给你看", "Worked out"), ("一张表", "In a table")),
    (("小结", "Summary"), ("记住什么", "What to remember"), ("接着读", "Read on")),
)
OPENINGS: tuple[tuple[str, str], ...] = (
    (
        "讲到{topic}，先问一句：第{n}天之前，手里的**{lots}手**要不要动？",
        "On {topic} the first question is whether **{lots} lots** may stay as they are until day {n}.",
    ),
    (
        "很多人把{topic}当成一个数字。其实它随时间变，第{n}天和第{m}天并不一样。",
        "Many take {topic} for one figure. It changes with time: day {n} is not like day {m}.",
    ),
    (
        "有{m}位听众问过同一件事：{topic}由谁来定，什么时候知道。",
        "Some {m} listeners asked the same thing: who decides on {topic}, and when is it known.",
    ),
    ("这一讲只讲{topic}，分{k}步，每一步都配一个数。", "This talk is on {topic} alone, in {k} steps, each with a figure."),
)
ASIDES: tuple[tuple[str, str], ...] = (
    (
        "举个不真实的例子：某客户第{n}天有{lots}手，第{m}天只剩{k}手，中间发生的事正好说明{topic}为什么要早看。",
        "An example that is not real: {lots} lots on day {n}, {k} on day {m}. What lies between shows why {topic} is looked at early.",
    ),
    (
        "规则改过{k}次，每次都写明从哪一天起用。读旧材料时，先看它的*截至日期*，再看第{n}条。",
        "The rule was changed {k} times, each from a day it names. In older papers see the *as-of date* first, then article {n}.",
    ),
    (
        "把{topic}说清楚，需要三样东西：一张日历、一个数（这里是{lots}），还有能问的人。缺一样，就会在第{m}步走错。",
        "Three things make {topic} clear: a calendar, a figure (here {lots}), and someone to ask. Without one, step {m} goes wrong.",
    ),
)
POINTS: tuple[tuple[str, str], ...] = (
    ("先看合约文本，再看第{n}条的例外；", "read the contract first, then the exception in article {n};"),
    ("不足{lots}手的，按{k}手计；", "what is below {lots} lots counts as {k} lots;"),
    ("当日结算以后，差额在*次日*补足；", "after the day's settlement the difference is due *the next day*;"),
    ("第{m}个交易日起，比例改为{k}%；", "from trading day {m} on the rate is {k} per cent;"),
    ("拿不准的时候，先停下来，再打电话问；", "when in doubt, stop first and then ask by telephone;"),
    ("文件保存{k}年，编号从{n}开始；", "keep the papers for {k} years, numbered from {n};"),
)
STEPS: tuple[tuple[str, str], ...] = (
    ("开仓", "opening"),
    ("持有", "holding"),
    ("追加", "adding"),
    ("减少", "reducing"),
    ("移仓", "rolling"),
    ("平仓", "closing"),
    ("交割", "delivery"),
)
CLOSINGS: tuple[tuple[str, str], ...] = (
    ("记住{k}点就够：日子、数量、由谁通知。", "It is enough to keep {k} things in mind: the day, the size, and who gives word."),
    ("下一讲从第{m}个问题接着讲。", "The next talk goes on from question {m}."),
    ("把表里的{lots}换成自己的数，再算一遍。", "Put your own figure for {lots} and work it out again."),
)
STREAMS = {"domestic": ("测量用讲座·境内", "Measured talks, domestic"), "overseas": ("测量用讲座·境外", "Measured talks, overseas")}
DISCLAIMER = {
    "zh": "本段文字第{i}号只用来测量建站速度，不代表真实活动。",
    "en": "This text, number {i}, is made up to measure the builder and stands for no real event.",
}


def write_corpus(root: Path, talks: int, source: Path = REPOSITORY) -> None:
    """Copy the site of `source` into the new folder `root` and add `talks` talks, with courses and notices in proportion."""
    root.mkdir(parents=True)
    for name in FOLDERS:
        shutil.copytree(source / name, root / name)
    config = (source / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(config.replace("  custom_dir: theme\n", ""), encoding="utf-8")  # the theme of the package is the same
    for stream in STREAMS:
        _write_record(root / "calendar/series" / f"measured-talks-{stream}.yml", _build_series(stream))
    days = list_trading_days(source)
    for number in range(talks):
        for path, text in _iter_talk_files(number, talks, days):
            (root / "calendar/talks" / path).write_text(text, encoding="utf-8")
    programmes = sorted(path.stem for path in (root / "courses/programmes").glob("*.yml"))
    audiences, behaviours = (_read_ids(root / "content" / name) for name in ("audiences", "behaviours"))
    for number in range(-(-talks // TALKS_PER_COURSE)):
        _write_record(root / "courses/courses" / f"measured-course-{number:05}.yml", _build_course(number, programmes, audiences))
    for number in range(-(-talks // TALKS_PER_NOTICE)):
        _write_record(root / "content/notices" / f"measured-notice-{number:05}.yml", _build_notice(number, behaviours))


def change_title(root: Path, number: int, mark: str) -> Callable[[], None]:
    """Put `mark` into the title of talk `number`; return a function that restores the file."""
    path = root / "calendar/talks" / f"{talk_id(number)}.yml"
    original = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"""(?m)^  (zh|en): ("?)""", rf"  \1: \2({mark}) ", original, count=2), encoding="utf-8")
    return lambda: path.write_text(original, encoding="utf-8") and None


def talk_id(number: int) -> str:
    """Return the id of talk `number`."""
    return f"measured-talk-{number:05}"


def list_trading_days(source: Path) -> list[date]:
    """Return the days from Monday to Friday without the holidays in the years of `source`; an event on another day is a problem."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((source / "calendar/years").glob("*.yml"))]
    spans = [match for text in texts for match in re.findall(r"first: (\S+)\n +last: (\S+)", text)]
    holidays = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]
    days = (FIRST_DAY + timedelta(days=number) for number in range(DAYS))
    return [day for day in days if day.weekday() < 5 and not any(first <= day <= last for first, last in holidays)]


def _build_series(stream: str) -> dict[str, object]:
    """Return a series whose recurrence is the whole year, so that it may have any number of talks per day."""
    return {
        "title": dict(zip(LANGUAGES, STREAMS[stream], strict=True)),
        "talks": True,
        "recurrence": {"dtstart": str(FIRST_DAY), "rrule": "FREQ=YEARLY", "mode": "span", "days": 365},
        "strength": "usual",
        "stated": {language: DISCLAIMER[language].format(i=f"S-{stream}") for language in LANGUAGES},
        "channels": ["channel-live-room"],
    }


def _iter_talk_files(number: int, talks: int, days: Sequence[date]) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each file of talk `number` of `talks`: its record, and its prose per language."""
    topic, angle = _pick(TOPICS, "topic", number), _pick(ANGLES, "angle", number)
    domestic = number % 2 == 0
    day, slot = days[number * STRIDE % len(days)], number // len(days)
    start = timedelta(hours=9 + slot % 12, minutes=number % 2 * 15)
    starts, ends = (datetime.combine(day, time()) + offset for offset in (start, start + timedelta(minutes=45)))
    fields = {
        "title": {"zh": f"第{number}讲 {topic['zh']}：{angle['zh']}", "en": f"Talk {number} on {topic['en']}: {angle['en']}"},
        "summary": {
            "zh": f"讲{topic['zh']}，{angle['zh']}；第{number}讲，只用于测量。",
            "en": f"About {topic['en']}, {angle['en']}. Talk {number}, for measuring only.",
        },
        "series": f"measured-talks-{'domestic' if domestic else 'overseas'}",
        "starts": f"{starts:%Y-%m-%d %H:%M}",
        "ends": f"{ends:%Y-%m-%d %H:%M}",
        "language": "zh" if domestic else "en",
        "format": "recorded" if number % 5 == 0 else "live",
        "channel": "channel-live-room",
        "description": {
            "zh": f"第{number}讲围绕{topic['zh']}的{3 + number % 5}个问题，{angle['zh']}。",
            "en": f"Talk {number} takes up {3 + number % 5} questions around {topic['en']}, {angle['en']}.",
        },
    }
    if number % 3 == 0:
        fields["replay"] = {"url": f"https://replay.example.org/{number}"}
    yield f"{talk_id(number)}.yml", _format_yaml(fields | _build_provenance(number))
    for language in LANGUAGES:
        yield f"{talk_id(number)}.{language}.md", _build_prose(number, language, topic[language], talks)


def _build_prose(number: int, language: str, topic: str, talks: int) -> str:
    """Return Markdown of four sections: paragraphs with links, a list, a table, and a paragraph with further links."""
    figures = _pick_figures(number)
    chinese = language == "zh"

    def pick_sentence(pool: Sequence[tuple[str, str]], role: str) -> str:
        return _pick(pool, role, number)[language].format(topic=topic, i=number, **figures)

    headings = [f"## {_pick(variants, f'head{index}', number)[language]}" for index, variants in enumerate(HEADINGS)]
    space = "" if chinese else " "
    links = (
        "参见[术语](list:term)、[异常交易](guide:abnormal-trading)和[原油合约](contract:sc)。"
        if chinese
        else "See the [glossary](list:term), [abnormal trading](guide:abnormal-trading) and the [crude oil contract](contract:sc)."
    )
    points = "\n".join(
        f"- {point[language].format(**_pick_figures(number * 7 + index))}"
        for index, point in enumerate(_pick_four(POINTS, "points", number))
    )
    header = "| 步骤 | 手数 | 金额（元） |" if chinese else "| step | lots | amount (yuan) |"
    rows = "\n".join(
        f"| {step[language]} | {figures['lots'] + index} | {(figures['lots'] + index) * (300 + figures['n'])} |"
        for index, step in enumerate(_pick_four(STEPS, "rows", number))
    )
    following = talk_id((number + 1 + number % 11) % talks)
    further_links = (
        f"接着听[另一讲](talk:{following})，时间见[日历](page:calendar)；规则以[交易所网站](https://www.shfe.com.cn/?talk={number})为准。"
        if chinese
        else f"Go on with [another talk](talk:{following}), found in the [calendar](page:calendar). "
        f"What counts is the rule on the [exchange's website](https://www.shfe.com.cn/?talk={number})."
    )
    parts = (
        DISCLAIMER[language].format(i=number),
        headings[0],
        pick_sentence(OPENINGS, "opening") + space + links,
        pick_sentence(ASIDES, "second"),
        headings[1],
        points,
        pick_sentence(ASIDES, "third"),
        headings[2],
        f"{header}\n| --- | ---: | ---: |\n{rows}",
        headings[3],
        pick_sentence(CLOSINGS, "closing") + space + further_links,
    )
    return "\n\n".join(parts) + "\n"


def _build_course(number: int, programmes: Sequence[str], audiences: Sequence[str]) -> dict[str, object]:
    """Return a course of one of the programmes, for one of the audiences."""
    topic, angle = _pick(TOPICS, "course", number), _pick(ANGLES, "course-angle", number)
    return {
        "title": {"zh": f"第{number}门课 {topic['zh']}", "en": f"Course {number} on {topic['en']}"},
        "summary": {
            "zh": f"{topic['zh']}，{angle['zh']}；第{number}门课，只用于测量。",
            "en": f"{topic['en'].capitalize()}, {angle['en']}; course {number}.",
        },
        "programme": programmes[number % len(programmes)],
        "audiences": [audiences[number % len(audiences)]],
        "formats": [("online", "in-person", "examination")[number % 3]],
        "topics": [{"title": course_topic} for course_topic in _pick_four(TOPICS, "topics", number)],
        "description": {language: DISCLAIMER[language].format(i=f"C{number}") for language in LANGUAGES},
    } | _build_provenance(number)


def _build_notice(number: int, behaviours: Sequence[str]) -> dict[str, object]:
    """Return a notice about one month of 1995 to 2024. Its counts per behaviour add up to its number of cases."""
    month = number * 7 % 360  # 7 and 360 have no common factor: months repeat only after 360 notices
    year, month = 1995 + month // 12, month % 12 + 1
    start = number % len(behaviours)
    counts = [
        {"behaviour": behaviours[(start + index) % len(behaviours)], "cases": 1 + (number * 13 + index * 5) % 40}
        for index in range(2 + number % 3)
    ]
    cases = sum(count["cases"] for count in counts)
    published = date(year + month // 12, month % 12 + 1, 8 + number % 15)
    return {
        "title": {
            "zh": f"第{number}份公告：{year}年{month}月查处情况（测量用）",
            "en": f"Notice {number}: investigations of {month}/{year} (for measuring)",
        },
        "summary": {
            "zh": f"{year}年{month}月共{cases}起，测量用的第{number}份。",
            "en": f"{cases} cases in {month}/{year}; number {number}, for measuring.",
        },
        "exchanges": ["org-ine" if number % 2 else "org-shfe"],
        "period": f"{year}-{month:02}",
        "published": str(published),
        "number": f"〔{year}〕{number}号",
        "cases": cases,
        "counts": counts,
        "groups": {
            "identified": number % 9,
            "identified_clients": number % 9 * 3,
            "investigated": number % 5,
            "investigated_clients": number % 5 * 2,
        },
        "note": {language: DISCLAIMER[language].format(i=f"N{number}") for language in LANGUAGES},
    } | _build_provenance(number)


def _build_provenance(number: int) -> dict[str, object]:
    """Return the fields that state where a record comes from and when it was reviewed."""
    return {"sources": [{"source": "s1", "at": str(1 + number % 200)}], "as_of": 2025, "reviewed": f"2026-{1 + number % 11:02}"}


def _pick_figures(number: int) -> dict[str, int]:
    """Return the figures for the placeholders of a text."""
    return {
        name: low + zlib.crc32(f"{name}:{number}".encode()) % width
        for name, low, width in (("n", 3, 97), ("m", 2, 58), ("k", 2, 9), ("lots", 5, 395))
    }


def _pick(pool: Sequence[tuple[str, str]], role: str, number: int) -> Words:
    """Return an item of a pool, chosen by a hash of `role` and `number`."""
    chosen = pool[zlib.crc32(f"{role}:{number}".encode()) % len(pool)]
    return dict(zip(LANGUAGES, chosen, strict=True))


def _pick_four(pool: Sequence[tuple[str, str]], role: str, number: int) -> Iterator[Words]:
    """Yield four consecutive items of a pool, chosen by a hash of `role` and `number`."""
    start = zlib.crc32(f"{role}:{number}".encode())
    return (dict(zip(LANGUAGES, pool[(start + index) % len(pool)], strict=True)) for index in range(4))


def _read_ids(folder: Path) -> list[str]:
    """Return the ids of the records in the files of a folder."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yml")))
    return [record_id for text in texts for record_id in re.findall(r"^- id: (\S+)", text, re.MULTILINE)]


def _write_record(path: Path, fields: Mapping[str, object]) -> None:
    path.write_text(_format_yaml(fields), encoding="utf-8")


def _format_yaml(fields: Mapping[str, object]) -> str:
    """Return a record as YAML in the style of the content: a line per language for bilingual text, one line for any other field."""
    return "".join(f"{name}:{_format_field(value)}\n" for name, value in fields.items())


def _format_field(value: object) -> str:
    """Return what follows `NAME:` in a record."""
    if isinstance(value, dict) and set(value) == set(LANGUAGES):
        return "".join(f"\n  {language}: {_format_flow(words)}" for language, words in value.items())
    return f" {_format_flow(value)}"


def _format_flow(value: object) -> str:
    """Return a value in YAML flow style; text is quoted where YAML would otherwise read another value."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_format_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_format_flow(item) for item in value) + "]"
    if isinstance(value, str) and (value.isdigit() or re.search(r"[:#] |[,\[\]{}\"']", value)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


if __name__ == "__main__":
    write_corpus(Path(sys.argv[2]), int(sys.argv[1]), *map(Path, sys.argv[3:]))
