"""A bilingual corpus of any size: the repository's own content, and beside it talks, courses and notices made for measuring.

What is made is worked out from its number alone, so that a corpus is the same on every machine and no two texts of it are alike.
`corpus.py TALKS FOLDER` writes one.
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
A_COURSE_IN = A_NOTICE_IN = 20
"""There is one course and one notice for so many talks, or fewer."""
FIRST, DAYS = date(2025, 1, 1), 1095
"""The days of the calendar of 2025 to 2027; talks are spread over those that are traded."""
STRIDE = 397
"""A prime: so many days further on stands the next talk, until every day has come round."""

Words = dict[str, str]

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
ROWS: tuple[tuple[str, str], ...] = (
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
MADE_UP = {
    "zh": "本段文字第{i}号只用来测量建站速度，不代表真实活动。",
    "en": "This text, number {i}, is made up to measure the builder and stands for no real event.",
}


def write(root: Path, talks: int, source: Path = REPOSITORY) -> None:
    """Write the site of `source` with `talks` talks more, and courses and notices in proportion, into the new folder `root`."""
    root.mkdir(parents=True)
    for name in FOLDERS:
        shutil.copytree(source / name, root / name)
    config = (source / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(config.replace("  custom_dir: theme\n", ""), encoding="utf-8")  # the packaged one is the same
    for stream in STREAMS:
        _record(root / "calendar/series" / f"measured-talks-{stream}.yml", _series(stream))
    days = trading_days(source)
    for number in range(talks):
        for path, text in _talk(number, talks, days):
            (root / "calendar/talks" / path).write_text(text, encoding="utf-8")
    programmes = sorted(path.stem for path in (root / "courses/programmes").glob("*.yml"))
    audiences, behaviours = (_ids(root / "content" / name) for name in ("audiences", "behaviours"))
    for number in range(-(-talks // A_COURSE_IN)):
        _record(root / "courses/courses" / f"measured-course-{number:05}.yml", _course(number, programmes, audiences))
    for number in range(-(-talks // A_NOTICE_IN)):
        _record(root / "content/notices" / f"measured-notice-{number:05}.yml", _notice(number, behaviours))


def retitled(root: Path, number: int, mark: str) -> Callable[[], None]:
    """Give talk `number` a title with `mark` in it, and return what puts the old one back."""
    path = root / "calendar/talks" / f"{talk_id(number)}.yml"
    before = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"""(?m)^  (zh|en): ("?)""", rf"  \1: \2({mark}) ", before, count=2), encoding="utf-8")
    return lambda: path.write_text(before, encoding="utf-8") and None


def talk_id(number: int) -> str:
    """Return the id of a talk."""
    return f"measured-talk-{number:05}"


def trading_days(source: Path) -> list[date]:
    """Return the days on which talks are: from Monday to Friday, but for holidays, so that a corpus has no problems."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((source / "calendar/years").glob("*.yml"))]
    spans = [match for text in texts for match in re.findall(r"first: (\S+)\n +last: (\S+)", text)]
    off = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]
    days = (FIRST + timedelta(days=number) for number in range(DAYS))
    return [day for day in days if day.weekday() < 5 and not any(first <= day <= last for first, last in off)]


def _series(stream: str) -> dict[str, object]:
    """Return a series that goes on all year, and so may have any number of talks a day."""
    return {
        "title": dict(zip(LANGUAGES, STREAMS[stream], strict=True)),
        "talks": True,
        "recurrence": {"dtstart": str(FIRST), "rrule": "FREQ=YEARLY", "mode": "span", "days": 365},
        "strength": "usual",
        "stated": {language: MADE_UP[language].format(i=f"S-{stream}") for language in LANGUAGES},
        "channels": ["channel-live-room"],
    }


def _talk(number: int, talks: int, days: Sequence[date]) -> Iterator[tuple[str, str]]:
    topic, angle = _pick(TOPICS, "topic", number), _pick(ANGLES, "angle", number)
    domestic = number % 2 == 0
    day, slot = days[number * STRIDE % len(days)], number // len(days)
    start = timedelta(hours=9 + slot % 12, minutes=number % 2 * 15)
    starts, ends = (datetime.combine(day, time()) + each for each in (start, start + timedelta(minutes=45)))
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
    yield f"{talk_id(number)}.yml", _yaml(fields | _found(number))
    for language in LANGUAGES:
        yield f"{talk_id(number)}.{language}.md", _prose(number, language, topic[language], talks)


def _prose(number: int, language: str, topic: str, talks: int) -> str:
    """Return four sections: a paragraph with links, a list, a table, and a paragraph that leads on."""
    draw = _draw(number)
    chinese = language == "zh"

    def say(pool: Sequence[tuple[str, str]], what: str) -> str:
        return _pick(pool, what, number)[language].format(topic=topic, i=number, **draw)

    heads = [f"## {_pick(heads, f'head{place}', number)[language]}" for place, heads in enumerate(HEADINGS)]
    join = "" if chinese else " "
    links = (
        "参见[术语](list:term)、[异常交易](guide:abnormal-trading)和[原油合约](contract:sc)。"
        if chinese
        else "See the [glossary](list:term), [abnormal trading](guide:abnormal-trading) and the [crude oil contract](contract:sc)."
    )
    points = "\n".join(
        f"- {each[language].format(**_draw(number * 7 + place))}" for place, each in enumerate(_run(POINTS, "points", number))
    )
    header = "| 步骤 | 手数 | 金额（元） |" if chinese else "| step | lots | amount (yuan) |"
    rows = "\n".join(
        f"| {each[language]} | {draw['lots'] + place} | {(draw['lots'] + place) * (300 + draw['n'])} |"
        for place, each in enumerate(_run(ROWS, "rows", number))
    )
    following = talk_id((number + 1 + number % 11) % talks)
    lead = (
        f"接着听[另一讲](talk:{following})，时间见[日历](page:calendar)；规则以[交易所网站](https://www.shfe.com.cn/?talk={number})为准。"
        if chinese
        else f"Go on with [another talk](talk:{following}), found in the [calendar](page:calendar). "
        f"What counts is the rule on the [exchange's website](https://www.shfe.com.cn/?talk={number})."
    )
    parts = (
        MADE_UP[language].format(i=number),
        heads[0],
        say(OPENINGS, "opening") + join + links,
        say(ASIDES, "second"),
        heads[1],
        points,
        say(ASIDES, "third"),
        heads[2],
        f"{header}\n| --- | ---: | ---: |\n{rows}",
        heads[3],
        say(CLOSINGS, "closing") + join + lead,
    )
    return "\n\n".join(parts) + "\n"


def _course(number: int, programmes: Sequence[str], audiences: Sequence[str]) -> dict[str, object]:
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
        "topics": [{"title": each} for each in _run(TOPICS, "topics", number)],
        "description": {language: MADE_UP[language].format(i=f"C{number}") for language in LANGUAGES},
    } | _found(number)


def _notice(number: int, behaviours: Sequence[str]) -> dict[str, object]:
    """Return a notice on one month of 1995 to 2024, whose counts add up."""
    month = number * 7 % 360  # 7 and 360 have no common factor: months repeat only after 360 notices
    year, month = 1995 + month // 12, month % 12 + 1
    start = number % len(behaviours)
    counts = [
        {"behaviour": behaviours[(start + place) % len(behaviours)], "cases": 1 + (number * 13 + place * 5) % 40}
        for place in range(2 + number % 3)
    ]
    cases = sum(each["cases"] for each in counts)
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
        "note": {language: MADE_UP[language].format(i=f"N{number}") for language in LANGUAGES},
    } | _found(number)


def _found(number: int) -> dict[str, object]:
    return {"sources": [{"source": "s1", "at": str(1 + number % 200)}], "as_of": 2025, "reviewed": f"2026-{1 + number % 11:02}"}


def _draw(number: int) -> dict[str, int]:
    """Return the figures of a text."""
    return {
        name: low + zlib.crc32(f"{name}:{number}".encode()) % width
        for name, low, width in (("n", 3, 97), ("m", 2, 58), ("k", 2, 9), ("lots", 5, 395))
    }


def _pick(pool: Sequence[tuple[str, str]], what: str, number: int) -> Words:
    chosen = pool[zlib.crc32(f"{what}:{number}".encode()) % len(pool)]
    return dict(zip(LANGUAGES, chosen, strict=True))


def _run(pool: Sequence[tuple[str, str]], what: str, number: int) -> Iterator[Words]:
    """Yield four neighbours of a pool."""
    start = zlib.crc32(f"{what}:{number}".encode())
    return (dict(zip(LANGUAGES, pool[(start + place) % len(pool)], strict=True)) for place in range(4))


def _ids(folder: Path) -> list[str]:
    found = (re.findall(r"^- id: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE) for path in sorted(folder.glob("*.yml")))
    return [key for keys in found for key in keys]


def _record(path: Path, fields: Mapping[str, object]) -> None:
    path.write_text(_yaml(fields), encoding="utf-8")


def _yaml(fields: Mapping[str, object]) -> str:
    """Return a record as editors write it: bilingual text in two lines of its own, everything else in one line."""
    return "".join(f"{name}:{_block(value)}\n" for name, value in fields.items())


def _block(value: object) -> str:
    if isinstance(value, dict) and set(value) == set(LANGUAGES):
        return "".join(f"\n  {language}: {_flow(words)}" for language, words in value.items())
    return f" {_flow(value)}"


def _flow(value: object) -> str:
    """Return a value on one line; words are quoted where YAML would read something else."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    if isinstance(value, str) and (value.isdigit() or re.search(r"[:#] |[,\[\]{}\"']", value)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
