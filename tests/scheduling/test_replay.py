"""Setting the replay of an event in the file in which the event is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.errors import ContentError, UsageError
from prospectus.pipeline import check
from prospectus.scheduling.edits.session import editing
from prospectus.scheduling.replay import set_replay
from tiny import FULL, SiteFactory, read_files

JUNE = "calendar/2025/06.yml"
URL = "https://lakeside.example/replays/june?part=1"


def replay_of(root: Path, key: str, url: str, **more: object) -> tuple[str, ...]:
    with editing(root, "replay") as edit:
        return set_replay(edit, key, url, **more)


def changed_files(root: Path, before: dict[str, bytes]) -> dict[str, str]:
    after = read_files(root)
    return {path: after[path].decode() for path in after if after[path] != before.get(path)}


def test_row_of_a_month_gets_its_replay_and_nothing_else_changes(tiny: SiteFactory) -> None:
    root = tiny("full")
    before = read_files(root)
    assert replay_of(root, "summer-outlook", URL, minutes=58, language="中文", captions="zh，en", slides="https://a.example/s") == (JUNE,)
    text = changed_files(root, before)[JUNE]
    lines = text.splitlines()
    old = (FULL / JUNE).read_text(encoding="utf-8").splitlines()
    replay = f'  replay: {{url: "{URL}", minutes: 58, language: zh, captions: [zh, en], slides: https://a.example/s}}'
    assert [line for line in lines if line not in old] == [replay]
    assert [line for line in old if line not in lines] == []
    assert [problem for problem in check(root).problems if problem.severity == "error"] == []


def test_talk_with_a_file_of_its_own_and_former_ids_are_found(tiny: SiteFactory) -> None:
    talk = (FULL / "calendar/talks/some-day-in-may.yml").read_text(encoding="utf-8")
    root = tiny("full", {"calendar/talks/some-day-in-may.yml": f"# by hand\n{talk}formerly: [may]\n"})
    assert replay_of(root, "talk:may", URL) == ("calendar/talks/some-day-in-may.yml",)
    text = (root / "calendar/talks/some-day-in-may.yml").read_text(encoding="utf-8")
    assert (text.startswith("# by hand\n"), "replay: {url: " in text) == (True, True)


def test_unchanged_replay_is_not_written_again(tiny: SiteFactory) -> None:
    root = tiny("full")
    replay_of(root, "summer-outlook", URL, captions="zh")
    before = read_files(root)
    assert (replay_of(root, "summer-outlook", URL), replay_of(root, "summer-outlook", URL, captions="中文")) == ((), ())
    assert replay_of(root, "summer-outlook", URL, minutes=60) == (JUNE,)
    assert list(changed_files(root, before)) == [JUNE]


@pytest.mark.parametrize(
    ("key", "url", "more", "says"),
    [
        ("summer-outlok", URL, {}, "summer-outlook"),
        ("event:summer-outlook", URL, {}, "no event or talk"),
        ("summer-outlook", "javascript:alert(1)", {}, "https://www.example.org/page"),
        ("summer-outlook", "lakeside.example", {}, "https://www.example.org/page"),
        ("summer-outlook", URL, {"slides": "slides.pdf"}, "slides"),
        ("summer-outlook", URL, {"captions": "zh,方言"}, "captions"),
    ],
)
def test_invalid_input_is_wrong_use_and_writes_nothing(tiny: SiteFactory, key: str, url: str, more: dict[str, str], says: str) -> None:
    root = tiny("full")
    before = read_files(root)
    with pytest.raises(UsageError, match=says):
        replay_of(root, key, url, **more)
    assert read_files(root) == before


def test_id_of_an_event_and_a_talk_must_say_which(tiny: SiteFactory) -> None:
    row = "- {id: spring-outlook, type: meeting, title: {zh: 会, en: M}, starts: 2025-07-01, language: zh}\n"
    root = tiny("full", {"calendar/2025/07.yml": row})
    with pytest.raises(UsageError, match="event:spring-outlook, talk:spring-outlook"):
        replay_of(root, "spring-outlook", URL)
    assert replay_of(root, "event:spring-outlook", URL) == ("calendar/2025/07.yml",)


def test_content_that_cannot_be_read_is_refused(tiny: SiteFactory) -> None:
    with pytest.raises(ContentError):
        replay_of(tiny("full", {"calendar/2025/07.yml": "- {id: a, titel: x}\n"}), "summer-outlook", URL)
