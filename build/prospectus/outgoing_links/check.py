"""Checks the outgoing links of a site, and says what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from prospectus.load.records import LoadedContent
from prospectus.outgoing_links.ask import Answer, Ask, Outcome, ask_all
from prospectus.outgoing_links.failures import Failure, count_failures
from prospectus.outgoing_links.find import Place, find_links
from prospectus.outgoing_links.unchecked import check_unchecked, is_below, is_reserved, list_unchecked
from prospectus.problems import Message, Problem
from prospectus.validate.setting_values import UNCHECKED_LINKS

FAILURES = (Outcome.GONE, Outcome.UNANSWERED)
OTHER_TARGET = Message("another address, such as that of a copy in an archive; or no link", "改用其他网址，例如存档页面的网址；或删去链接")
LOOK_AT_IT = Message(
    f"open it in a browser; if it is in order, list it under {UNCHECKED_LINKS} in mkdocs.yml",
    f"用浏览器打开看看；没有问题的，列入 mkdocs.yml 的 {UNCHECKED_LINKS}",
)
SUMMARY = Message(
    "{asked} links asked: {there} are there, {gone} are gone, {unanswered} could not be asked.",
    "查询了 {asked} 个链接：{there} 个正常，{gone} 个已失效，{unanswered} 个未能查询。",
)
NOT_YET = Message(
    "{count} of them failed on fewer than {days} days and are not reported yet.", "其中 {count} 个失败不足 {days} 天，暂不报告。"
)
SKIPPED = Message(
    "Not asked: {listed} links listed under {setting}, and {reserved} to names for examples, such as example.org.",
    "未查询：列入 {setting} 的 {listed} 个，以及指向示例域名（例如 example.org）的 {reserved} 个。",
)
NO_NETWORK = Message(
    "Not checked: none of {asked} links could be asked. Look at the network of this machine; nothing was counted.",
    "未检查：{asked} 个链接都未能查询。请检查本机的网络；本次不计入。",
)


@dataclass(frozen=True, slots=True)
class LinkReport:
    """The result of one run."""

    problems: tuple[Problem, ...]
    failures: Mapping[str, Failure] | None
    """What is to be remembered for the next run; None if nothing could be asked, so that nothing is to be changed."""
    summary: tuple[Message, ...]


def check_links(loaded: LoadedContent, known: Mapping[str, Failure], ask: Ask, *, today: date, days: int, pause: float) -> LinkReport:
    """Ask for each link once, and report those that have failed on `days` days. `known` are the failures of earlier runs."""
    links = find_links(loaded)
    entries = list_unchecked(loaded.settings)
    listed = [url for url in links if any(is_below(url, entry.value) for entry in entries)]
    reserved = [url for url in links if url not in listed and is_reserved(url)]
    answers = ask_all(links.keys() - {*listed, *reserved}, ask, pause)
    skipped = SKIPPED.fill(listed=len(listed), reserved=len(reserved), setting=UNCHECKED_LINKS)
    about_skipped = (skipped,) if listed or reserved else ()
    settings_problems = tuple(check_unchecked(entries, links))
    if answers and all(not answer.status for answer in answers.values()):
        return LinkReport(settings_problems, None, (NO_NETWORK.fill(asked=len(answers)), *about_skipped))
    failures = count_failures(known, [url for url, answer in answers.items() if answer.outcome in FAILURES], today)
    problems = sorted([*settings_problems, *_iter_problems(links, answers, failures, days)])
    return LinkReport(tuple(problems), failures, (*_summarise(answers.values(), failures, days), *about_skipped))


def _iter_problems(
    links: Mapping[str, Sequence[Place]], answers: Mapping[str, Answer], failures: Mapping[str, Failure], days: int
) -> Iterator[Problem]:
    for url, answer in sorted(answers.items()):
        failure = failures.get(url)
        if answer.outcome is Outcome.MOVED:
            yield from (place("PR408", came=url, form=answer.location) for place in links[url])
        elif failure is not None and failure.days >= days:
            code, form = ("PR406", OTHER_TARGET) if answer.outcome is Outcome.GONE else ("PR407", LOOK_AT_IT)
            yield from (place(code, reason=answer.reason, days=failure.days, came=url, form=form) for place in links[url])


def _summarise(answers: Collection[Answer], failures: Mapping[str, Failure], days: int) -> Iterator[Message]:
    counts = Counter(answer.outcome for answer in answers)
    there = counts[Outcome.THERE] + counts[Outcome.MOVED]
    yield SUMMARY.fill(asked=len(answers), there=there, gone=counts[Outcome.GONE], unanswered=counts[Outcome.UNANSWERED])
    if waiting := sum(failure.days < days for failure in failures.values()):
        yield NOT_YET.fill(count=waiting, days=days)
