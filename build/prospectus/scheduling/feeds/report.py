"""The report of `feeds pull` as text: every feed, every match with its reason, every draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prospectus.scheduling.feeds.match_replays import Match
from prospectus.scheduling.feeds.pull import PullResult
from prospectus.web.addresses import escape_url

MESSAGES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "new": "{feed}: a new answer is saved; entries: {count}",
        "unchanged": "{feed}: nothing new; entries: {count}",
        "saved": "{feed}: as saved; entries: {count}",
        "failed": "{feed}: no answer that can be used; entries saved before: {count}",
        "filtered": "; left out by `only` and `never`: {count}",
        "none": "There is no feed to pull: content/feeds.yml names none that is active.",
        "replays": "Replays",
        "doubts": "Not sure: nothing is written for these; `prospectus replay ID URL` sets one",
        "notices": "Notices, as drafts",
        "why": "{why}; {confidence}%",
        "id": "the recording names the talk's id",
        "date-and-title": "date and title fit",
        "title": "the title is the same",
        "date": "the date fits",
        "title-alone": "but the date does not say so",
        "date-alone": "but the title does not",
        "several-talks": "but another talk fits as well",
        "several-recordings": "but another recording fits as well or better",
        "one-link": "but several recordings have this link",
        "not-held-yet": "but the talk has not been held yet",
        "cancelled": "but the talk was cancelled",
        "proposed": "Proposed: replays {replays}, drafts {notices}; --apply writes them.",
        "written": "Written: replays {replays}, drafts {notices}.",
        "nothing": "Nothing to propose.",
    },
    "zh": {
        "new": "{feed}：已保存新的应答，共 {count} 条",
        "unchanged": "{feed}：没有变化，共 {count} 条",
        "saved": "{feed}：按已保存的内容，共 {count} 条",
        "failed": "{feed}：没有可用的应答，已保存的有 {count} 条",
        "filtered": "；按 only 和 never 略去 {count} 条",
        "none": "没有可拉取的信息源：content/feeds.yml 中没有启用的条目。",
        "replays": "回放",
        "doubts": "不能确定，以下不写入；可用 prospectus replay ID URL 设置",
        "notices": "公告草稿",
        "why": "{why}；{confidence}%",
        "id": "录像写明了讲座的标识",
        "date-and-title": "日期和题目相符",
        "title": "题目相同",
        "date": "日期相符",
        "title-alone": "但日期不能印证",
        "date-alone": "但题目不符",
        "several-talks": "但另一场讲座同样相符",
        "several-recordings": "但另一段录像同样或更相符",
        "one-link": "但多段录像共用此链接",
        "not-held-yet": "但讲座尚未举行",
        "cancelled": "但讲座已取消",
        "proposed": "提出 {replays} 个回放、{notices} 份草稿；加 --apply 写入。",
        "written": "已写入 {replays} 个回放、{notices} 份草稿。",
        "nothing": "没有可提出的内容。",
    },
}


def render_report(result: PullResult, language: str, *, applied: bool) -> str:
    """Return the report as lines of text in `language`. Texts from feeds in it have no markup and no control characters."""
    return "".join(f"{line}\n" for line in _iter_lines(result, MESSAGES["zh" if language.startswith("zh") else "en"], applied=applied))


def _iter_lines(result: PullResult, messages: Mapping[str, str], *, applied: bool) -> Iterator[str]:
    if not result.feeds:
        yield messages["none"]
        return
    for pulled_feed in result.feeds:
        filtered = pulled_feed.filtered_count
        note = messages["filtered"].format(count=filtered) if filtered else ""
        yield messages[pulled_feed.status].format(feed=pulled_feed.feed.id, count=len(pulled_feed.entries)) + note
    yield from _iter_match_lines(messages["replays"], result.certain_matches, messages)
    yield from _iter_match_lines(messages["doubts"], [candidate for candidate in result.matches if candidate.doubt], messages)
    if result.notices:
        yield f"\n{messages['notices']}"
    for notice in result.notices:
        yield from (f"  {notice.path}", f"      {notice.entry.title}", f"      {escape_url(notice.entry.link or '')}".rstrip())
    counts = {"replays": len(result.certain_matches), "notices": len(result.notices)}
    yield ""
    yield messages["nothing" if not any(counts.values()) else "written" if applied else "proposed"].format(**counts)


def _iter_match_lines(heading: str, matches: list[Match], messages: Mapping[str, str]) -> Iterator[str]:
    if matches:
        yield f"\n{heading}"
    for candidate in matches:
        entry = candidate.recording.entry
        reason = messages["why"].format(why=messages[candidate.reason], confidence=candidate.confidence)
        day = f" {entry.published:%Y-%m-%d}" if entry.published else ""
        yield from (f"  {candidate.talk_key}  {entry.link}", f"      {entry.title}{day}", f"      {reason}")
        if candidate.doubt:
            yield f"      {messages[candidate.doubt]}"
