"""The planning board over HTTP: pages in both languages, edits through the command, and nothing for other sites."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from board_client import AUGUST, JULY, ROWS, SITE, ask, build_app, post
from prospectus import clock
from prospectus.board.app import OWN_FILES, BoardApp
from prospectus.preview.local_app import THEME_FILES
from prospectus.preview.requests import MAX_BODY
from prospectus.scheduling.edits.session import editing
from tiny import RunCommand, SiteFactory, read_files

ODD = ["2025-13/", "2025-7/", "2025-07/x", "0000-01/", "9999-12/", "../", "\xff/", "site.yml", "../content/site.yml", "/", "x"]
MOVE = {"key": "harvest", "starts": "2025-07-19 10:00", "day": "2025-07-21", "time": ""}


@pytest.fixture
def root(tiny: SiteFactory) -> Path:
    return tiny("full", SITE)


@pytest.fixture
def app(root: Path) -> BoardApp:
    return build_app(root)


def test_board_opens_at_the_current_month_in_the_language_of_the_command(app: BoardApp, root: Path) -> None:
    for address in ("/_board", "/_board/"):
        assert (ask(app, address).status, ask(app, address).headers["Location"]) == (302, "/_board/2025-07/?lang=en")
    assert ask(build_app(root, language="zh"), "/_board/").headers["Location"] == "/_board/2025-07/?lang=zh"
    assert ask(app, "/_board/?lang=zh").headers["Location"] == "/_board/2025-07/?lang=zh"


def test_month_without_a_slash_at_the_end_is_found(app: BoardApp) -> None:
    assert ask(app, "/_board/2025-07?lang=zh").headers["Location"] == "/_board/2025-07/?lang=zh"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/_board/"),
        ("0.0.0.0", "http://127.0.0.1:8000/_board/"),
        ("::", "http://[::1]:8000/_board/"),
        ("::1", "http://[::1]:8000/_board/"),
        ("Editors.example", "http://editors.example:8000/_board/"),
    ],
)
def test_address_of_the_board_is_one_at_which_it_answers(root: Path, host: str, address: str) -> None:
    app = build_app(root, host=host)
    assert app.build_url(8000) == address
    assert ask(app, "/_board/", HTTP_HOST=address.split("/")[2]).status == 302


def test_words_of_the_content_are_shown_as_they_are_and_never_as_markup(tiny: SiteFactory) -> None:
    hostile = ROWS.replace("en: Harvest}", "en: '\"><img src=x onerror=alert(1)> <b>'}").replace("id: harvest", "id: harvest  # <b>")
    page = ask(build_app(tiny("full", {JULY: hostile})), "/_board/2025-07/").text
    assert ("<img" in page, "<b>" in page, "&#34;&gt;&lt;img src=x" in page) == (False, False, True)


def test_page_is_in_the_language_asked_for_and_leads_to_the_other(app: BoardApp) -> None:
    english, chinese = ask(app, "/_board/2025-07/").text, ask(app, "/_board/2025-07/?lang=zh").text
    assert ('<html lang="en">' in english, 'href="?lang=zh"' in english, "July 2025" in english) == (True, True, True)
    assert ('<html lang="zh-CN">' in chinese, 'href="?lang=en"' in chinese, "2025年7月" in chinese) == (True, True, True)
    assert '<span lang="zh">大麦的等级</span>' in english
    assert "prospectus waive PR506 harvest --reason &#34;……&#34;" in chinese


@pytest.mark.parametrize("address", ODD)
def test_odd_addresses_are_not_found(app: BoardApp, address: str) -> None:
    answer = ask(app, f"/_board/{address}")
    assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")


def test_every_answer_forbids_storing_framing_and_files_of_others(app: BoardApp) -> None:
    for answer in (ask(app, "/_board/2025-07/"), ask(app, "/_board/board.js"), ask(app, "/_board/x"), post(app, "move", {})):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'" in policy
        assert ("frame-ancestors 'none'" in policy, answer.headers["Cache-Control"]) == (True, "no-store")
    page = ask(app, "/_board/2025-07/").text
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?! type=\"module\" src=\"/_board/)", page) == []


@pytest.mark.parametrize("name", [*OWN_FILES, *THEME_FILES])
def test_files_of_the_page_are_sent_with_their_type(app: BoardApp, name: str) -> None:
    answer = ask(app, f"/_board/{name}")
    expected = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}[name.rpartition(".")[2]]
    assert (answer.status, answer.headers["Content-Type"], bool(answer.body)) == (200, expected, True)
    assert ask(app, f"/_board/{name}", method="HEAD").body == b""


def test_move_writes_what_the_command_writes_and_says_before_and_after(app: BoardApp, root: Path, run: RunCommand) -> None:
    answer = post(app, "move", MOVE)
    assert (answer.status, answer.json["succeeded"]) == (200, True)
    assert [answer.json[name] for name in ("anchor", "month", "month_words")] == ["event-harvest", "2025-07", "It is now in July 2025"]
    assert answer.json["lines"][0] == "Harvest (harvest): start 2025-07-19 10:00 → 2025-07-21 10:00"
    text = (root / JULY).read_text(encoding="utf-8")
    assert text == ROWS.replace("2025-07-19", "2025-07-21")
    assert run("undo", folder=root).code == 0
    assert run("move", "harvest", "2025-07-21", folder=root).code == 0
    assert (root / JULY).read_text(encoding="utf-8") == text


def test_move_to_another_month_and_time_takes_the_comments_along(app: BoardApp, root: Path) -> None:
    answer = post(app, "move", {"key": "harvest", "day": "2025-08-04", "time": "14:00-15:30"}, language="zh")
    assert (answer.json["month"], answer.json["lines"][0]) == ("2025-08", "收获（harvest）：开始 2025-07-19 10:00 → 2025-08-04 14:00")
    august = (root / AUGUST).read_text(encoding="utf-8")
    assert ("# The harvest, if it is dry." in august, "ends: 2025-08-04 15:30" in august) == (True, True)


def test_move_to_a_day_off_is_made_and_warned_of(app: BoardApp) -> None:
    answer = post(app, "move", {"key": "barley-talk", "day": "2025-07-20", "time": ""})
    assert answer.json["succeeded"]
    assert [line.partition(" ")[0] for line in answer.json["problems"]] == ["PR506"]
    assert "2025-07-18 or 2025-07-21" in answer.json["problems"][0]


def test_undo_takes_the_move_back_unless_another_command_has_edited_since(app: BoardApp, root: Path, run: RunCommand) -> None:
    before = read_files(root)
    number = post(app, "move", MOVE).json["number"]
    assert post(app, "undo", {"number": number}).json["lines"] == [f"The move is undone: {JULY}."]
    assert read_files(root) == before
    number = post(app, "move", MOVE).json["number"]
    assert run("retitle", "mill-tour", "磨坊", folder=root).code == 0
    after = read_files(root)
    answer = post(app, "undo", {"number": number})
    assert (answer.status, answer.json["succeeded"], "“retitle”" in answer.json["lines"][0]) == (409, False, True)
    assert read_files(root) == after


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"key": "camp", "day": "2025-07-21", "time": ""}, "夏令营 (camp) stays as it is: it is cancelled; reinstate it first"),
        ({"key": "nobody", "day": "2025-07-21", "time": ""}, "There is no event or talk with the id 'nobody'."),
        ({"key": "harvest", "day": "soon", "time": ""}, "DATE and TIME must be one day and one time"),
        ({"key": "harvest", "day": "2025-07-21", "time": "late"}, "DATE and TIME must be one day and one time"),
        ({"key": "harvest", "day": "2025-07-21", "starts": "2025-07-18 10:00"}, "收获 (harvest) stays as it is: it has been moved since"),
        ({"key": "harvest"}, "A request must name day."),
        ({}, "A request must name key."),
    ],
)
def test_refusal_says_why_and_changes_nothing(app: BoardApp, root: Path, fields: dict[str, str], reason: str) -> None:
    before = read_files(root)
    answer = post(app, "move", fields)
    assert (answer.status, answer.json["succeeded"], answer.json["lines"][0].startswith(reason)) == (409, False, True), answer.json
    assert read_files(root) == before


def test_refusal_of_unreadable_content_names_the_problem(app: BoardApp, root: Path) -> None:
    (root / AUGUST).write_text("- id: [", encoding="utf-8")
    answer = post(app, "move", MOVE, language="zh")
    assert (answer.json["succeeded"], answer.json["lines"][-1]) == (False, "未作任何改动。")


def test_move_waits_for_no_command_that_does_not_end(app: BoardApp, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prospectus.scheduling.edits.lock.WAIT_SECONDS", 0.1)
    with editing(root, "import"):
        answer = post(app, "move", MOVE)
    assert (answer.status, answer.json["lines"][0].startswith("PR541 ")) == (409, True)


def test_edit_by_hand_is_seen_at_once(app: BoardApp, root: Path) -> None:
    assert "Harvest home" not in ask(app, "/_board/2025-07/").text
    (root / JULY).write_text(ROWS.replace("en: Harvest}", "en: Harvest home}"), encoding="utf-8")
    assert "Harvest home" in ask(app, "/_board/2025-07/").text


def test_content_without_a_site_shows_its_problems(app: BoardApp, root: Path) -> None:
    (root / "content/site.yml").write_text("title: [", encoding="utf-8")
    assert ask(app, "/_board/").status == 302
    page = ask(app, "/_board/2025-07/?lang=zh")
    assert (page.status, "内容无法读取" in page.text, "content/site.yml:" in page.text) == (200, True, True)


def test_time_that_cannot_be_read_is_told(root: Path) -> None:
    app = build_app(root, get_time=lambda: clock.read("soon"), language="zh")
    assert [ask(app, f"/_board/{path}").status for path in ("", "2025-07/", "board.js")] == [409, 409, 200]
    assert "--now 必须是时间" in ask(app, "/_board/").text


@pytest.mark.parametrize(
    "variables",
    [
        {"HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_ORIGIN": "https://127.0.0.1:8000"},
        {"HTTP_ORIGIN": "http://127.0.0.1:9000"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": ""},
        {"HTTP_X_BOARD_TOKEN": "guess"},
        {"HTTP_X_BOARD_TOKEN": ""},
        {"HTTP_X_BOARD_TOKEN": "\xe9"},
        {"HTTP_HOST": "evil.example:8000", "HTTP_ORIGIN": "http://evil.example:8000"},
        {"REMOTE_ADDR": "192.0.2.7"},
    ],
)
def test_edit_from_elsewhere_is_refused(app: BoardApp, root: Path, variables: dict[str, str]) -> None:
    before = read_files(root)
    for name, fields in (("move", MOVE), ("undo", {"number": "1"})):
        assert post(app, name, fields, **variables).status == 403
    assert read_files(root) == before


@pytest.mark.parametrize(
    ("host", "name", "client", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", "127.0.0.1", 200),
        ("127.0.0.1", "LOCALHOST:9000", "127.0.0.1", 200),
        ("::1", "[::1]:8000", "::1", 200),
        ("0.0.0.0", "localhost", "127.0.0.1", 200),
        ("192.0.2.7", "192.0.2.7:8000", "192.0.2.9", 200),
        ("editors.example", "editors.example:8000", "192.0.2.9", 200),
        ("127.0.0.1", "evil.example", "127.0.0.1", 403),
        ("127.0.0.1", "127.0.0.1.evil.example", "127.0.0.1", 403),
        ("127.0.0.1", "", "127.0.0.1", 403),
        ("0.0.0.0", "localhost", "192.0.2.9", 403),
        ("0.0.0.0", "192.0.2.7", "192.0.2.9", 403),
        ("0.0.0.0", "0.0.0.0", "127.0.0.1", 403),
        ("", "", "127.0.0.1", 403),
    ],
)
def test_board_answers_only_under_names_of_this_machine(root: Path, host: str, name: str, client: str, status: int) -> None:
    answer = ask(build_app(root, host=host), "/_board/2025-07/", HTTP_HOST=name, REMOTE_ADDR=client)
    assert (answer.status, "board-token" in answer.text) == (status, status == 200)


def test_only_small_json_objects_of_text_are_read(app: BoardApp, root: Path) -> None:
    before = read_files(root)

    def send(body: bytes, **variables: str) -> int:
        edit = {"CONTENT_TYPE": "application/json", "HTTP_ORIGIN": "http://127.0.0.1:8000", "HTTP_X_BOARD_TOKEN": app.guard.token}
        return ask(app, "/_board/move", method="POST", body=body, **{**edit, **variables}).status

    move = json.dumps(MOVE).encode()
    assert send(move, CONTENT_TYPE="text/plain") == 415
    assert send(move, CONTENT_LENGTH="") == 411
    assert send(move, CONTENT_LENGTH="-1") == 411
    assert send(b'{"key": "%s"}' % (b"x" * MAX_BODY)) == 413
    assert [send(body) for body in (b"", b"[]", b"{", b'{"key": 1}', b"\xff", b"[" * 4000)] == [400] * 6
    assert read_files(root) == before


def test_reading_changes_nothing_and_edits_need_post(app: BoardApp, root: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    for address in ("", "2025-07/", "board.js"):
        ask(app, f"/_board/{address}")
    assert [ask(app, f"/_board/{name}?key=harvest&day=2025-07-21").status for name in ("move", "undo")] == [405, 405]
    assert ask(app, "/_board/2025-07/", method="POST").status == 405
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_each_server_has_a_secret_of_its_own(root: Path) -> None:
    tokens = [build_app(root).guard.token for _ in range(2)]
    assert (tokens[0] != tokens[1], min(map(len, tokens)) >= 40) == (True, True)
    assert f'content="{tokens[0]}"' not in ask(build_app(root), "/_board/2025-07/").text
