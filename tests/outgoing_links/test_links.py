"""`prospectus links`, against a server on this machine: what is found, asked, remembered and reported."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from prospectus.load.records import load
from prospectus.outgoing_links.ask import HOSTS, Answer, Outcome, ask, ask_all
from prospectus.outgoing_links.failures import Failure, count_failures, read_failures, write_failures
from prospectus.outgoing_links.find import find_links
from prospectus.outgoing_links.unchecked import is_below, is_reserved
from prospectus.validate.setting_values import is_web_address
from served import LocalServer, Reply
from tiny import CommandResult, RunCommand, SiteFactory, write_files

DAY = date(2025, 3, 10)


@pytest.fixture
def served() -> Iterator[LocalServer]:
    with LocalServer().running() as running:
        yield running


def ask_here(url: str) -> Answer:
    return ask(url, allow_loopback=True, seconds=2)


# What is found

PAGE = """# Links

[Inline](https://a.test/inline_(1) "a title"), <https://a.test/angle>, and https://a.test/bare。

[defined]: https://a.test/defined#part
Here is the [text][defined] and <a href="https://a.test/html?a=1&amp;b=2">HTML</a>.

`https://a.test/code` and

```
https://a.test/fence
```

<!-- https://a.test/comment --> [within](page:calendar) [post](mailto:a@a.test)
"""
SOURCES = """\
- id: act
  title: {zh: 法, en: Act}
  url: https://a.test/act
- id: draft
  title: {zh: 草, en: Draft}
  status: draft
  url: https://a.test/draft
"""


def test_links_are_found_where_they_are_written(tiny: SiteFactory) -> None:
    mkdocs = "site_name: Lakeside\nrepo_url: https://a.test/repository\nplugins: [prospectus]\n"
    zh = "# 链接\n\n详见https://a.test/bare，以及\n[第二处](https://a.test/act)。\n"
    overlay = {"content/pages/links.en.md": PAGE, "content/pages/links.zh.md": zh, "content/sources/all.yml": SOURCES, "mkdocs.yml": mkdocs}
    links = find_links(load(tiny("minimal", overlay)))
    problems = {url: [place("PR408", came=url, form="") for place in places] for url, places in links.items()}
    found = {url.removeprefix("https://a.test/"): sorted((each.path, each.line) for each in of_url) for url, of_url in problems.items()}
    english, chinese = "content/pages/links.en.md", "content/pages/links.zh.md"
    assert found == {
        "inline_(1)": [(english, 3)],
        "angle": [(english, 3)],
        "bare": [(english, 3), (chinese, 3)],
        "defined": [(english, 5)],
        "html?a=1&b=2": [(english, 6)],
        "act": [(chinese, 4), ("content/sources/all.yml", 3)],
        "repository": [("mkdocs.yml", 2)],
    }


def test_reserved_and_listed_addresses() -> None:
    reserved = ("https://a.example/x", "https://example.org", "http://localhost:8000/", "https://www.example.com/")
    assert all(map(is_reserved, reserved))
    assert not any(map(is_reserved, ("https://example.org.cn/", "https://myexample.org/", "http://[::1/", "https://www.shfe.com.cn/")))
    assert is_below("https://a.net/x", "https://a.net")
    assert is_below("https://a.net/x?id=3", "https://a.net/x?id=")
    assert not is_below("https://a.net.evil/x", "https://a.net")
    assert not is_below("https://a.net/docview", "https://a.net/doc")
    assert [is_web_address(value) for value in ("https://a.net", "a.net", "mailto:a@a.net", "http://[::1")] == [True, False, False, False]


# How it is asked


OUTCOMES = {
    **dict.fromkeys((200, 204), Outcome.THERE),
    **dict.fromkeys((404, 410), Outcome.GONE),
    **dict.fromkeys((401, 403, 429, 451, 500, 503), Outcome.UNANSWERED),
}


@pytest.mark.parametrize(("status", "outcome"), OUTCOMES.items())
def test_status_tells_what_became_of_a_link(served: LocalServer, status: int, outcome: Outcome) -> None:
    served.replies["/page"] = Reply(b"text", status=status)
    assert (ask_here(served.url("/page")).outcome, ask_here(served.url("/page")).status) == (outcome, status)


def test_head_is_enough_where_a_server_knows_it() -> None:
    with LocalServer(knows_head=True).running() as served:
        served.replies["/page"] = Reply(b"text")
        assert ask_here(served.url("/page")).outcome is Outcome.THERE
        assert [path for path, _ in served.requests] == ["/page"]
        assert ask_here(served.url("/none")).outcome is Outcome.GONE
        assert [path for path, _ in served.requests] == ["/page", "/none", "/none"]  # with HEAD, then with GET


def test_page_has_moved_only_if_each_redirect_is_for_good(served: LocalServer) -> None:
    served.replies["/here"] = Reply()
    redirects = {
        "/good": (301, "/also"),
        "/also": (308, "/here"),
        "/login": (302, "/here"),
        "/lost": (301, "/no"),
        "/loop": (301, "/loop"),
    }
    for path, (status, location) in redirects.items():
        served.replies[path] = Reply(status=status, headers={"Location": location})
    moved = ask_here(served.url("/good"))
    assert (moved.outcome, moved.location) == (Outcome.MOVED, served.url("/here"))
    assert ask_here(served.url("/login")).outcome is Outcome.THERE
    lost = ask_here(served.url("/lost"))
    assert (lost.outcome, lost.reason.en) == (Outcome.GONE, f"it leads to {served.url('/no')}, where the server answers 404")
    loop = ask_here(served.url("/loop"))
    assert (loop.outcome, loop.reason.en) == (Outcome.UNANSWERED, "it leads on more than 5 times")


def test_unknown_name_is_gone_and_a_failed_lookup_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME if host == "no.lakeside" else socket.EAI_AGAIN, "")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert ask_here("https://no.lakeside/").outcome is Outcome.GONE
    offline = ask_here("https://offline.lakeside/")
    assert (offline.outcome, offline.reason.en) == (Outcome.UNANSWERED, "the name offline.lakeside cannot be looked up at present")


def test_silence_private_addresses_and_bad_certificates_are_no_answer(served: LocalServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = ask(f"http://127.0.0.1:{silent.getsockname()[1]}/", allow_loopback=True, seconds=0.2)
    assert (answer.outcome, answer.reason.en) == (Outcome.UNANSWERED, "it took longer than 0.2 seconds")
    assert ask(served.url("/")).reason.en == "127.0.0.1 is not an address of the public internet"
    assert ask_here(served.url("/").replace("http:", "https:")).outcome is Outcome.UNANSWERED
    assert ask_here("https://[::1").outcome is Outcome.UNANSWERED


def test_a_host_is_asked_for_one_link_at_a_time_and_left_alone_when_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, active, most, pauses = threading.Lock(), {"a": 0, "b": 0}, [0], []
    both = threading.Barrier(2)

    def answer(url: str) -> Answer:
        host, path = url.removeprefix("http://").split("/")
        with lock:
            active[host] += 1
            most[0] = max(most[0], active[host])
        if path == "0":
            both.wait(10)  # the other host is asked at the same time
        with lock:
            active[host] -= 1
        return Answer(Outcome.UNANSWERED, status=429) if (host, path) == ("b", "1") else Answer(Outcome.THERE, status=200)

    class Pause(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout)
            return super().wait(0)

    monkeypatch.setattr("prospectus.outgoing_links.ask.threading", SimpleNamespace(Event=Pause))
    answers = ask_all([f"http://{host}/{number}" for host in "ab" for number in range(4)], answer, 1.5)
    assert most == [1]
    assert HOSTS > 1
    assert [answers[f"http://b/{number}"].outcome.value for number in range(4)] == ["there", *3 * ["unanswered"]]
    assert [answers[f"http://b/{number}"].status for number in range(4)] == [200, 429, 0, 0]
    assert pauses.count(1.5) == 3 + 1


# What is remembered


def test_failures_are_counted_by_day_and_forgotten_when_the_link_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = count_failures({}, ["/a", "/b"], DAY)
    assert count_failures(first, ["/a", "/b"], DAY) == first
    second = count_failures(first, ["/a"], DAY + timedelta(days=3))
    assert second == {"/a": Failure(DAY + timedelta(days=3), 2)}
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "new"))
    assert read_failures(tmp_path) == {}
    write_failures(tmp_path, second)
    assert read_failures(tmp_path) == second
    (file,) = (tmp_path / "new").iterdir()
    for damaged in ("", "[]", '{"/a": 1}', '{"/a": {"last": "x", "days": 1}}', "{"):
        file.write_text(damaged, encoding="utf-8")
        assert read_failures(tmp_path) == {}


# The command


def make_page(tiny: SiteFactory, text: str, **files: str) -> Path:
    """Return a site with a page that has a text, from its third line on, and other files."""
    pages = {"content/pages/a.en.md": f"# A\n\n{text}\n", "content/pages/a.zh.md": "# 甲\n\n文字。\n"}
    return tiny("minimal", {**pages, **files})


def run_links(run: RunCommand, root: Path, day: date = DAY, *arguments: object) -> CommandResult:
    return run("links", "--root", root, "--allow-loopback", "--now", f"{day}T12:00+08:00", *arguments)


def codes_of(result: CommandResult) -> list[tuple[str, int]]:
    return sorted((problem["code"], problem["line"]) for problem in json.loads(result.out))


def test_link_is_reported_after_it_failed_on_three_days(tiny: SiteFactory, run: RunCommand, served: LocalServer) -> None:
    links = ["gone", "refused", "moved", "fine", "listed/1"]
    text = "".join(f"[{link}]({served.url(f'/{link}')})\n" for link in links)
    mkdocs = (
        f"site_name: Lakeside\nplugins: [prospectus]\nextra:\n  unchecked_links:\n    - {served.url('/listed')}\n    - https://a.net/\n"
    )
    root = make_page(tiny, f"{text}<https://b.example/>", **{"mkdocs.yml": mkdocs})
    served.replies |= {"/refused": Reply(status=403), "/fine": Reply(), "/moved": Reply(status=301, headers={"Location": "/fine"})}
    first = run_links(run, root)
    assert (first.code, "PR040" in first.out, "PR406" in first.out, "PR407" in first.out) == (1, True, False, False)
    assert "mkdocs.yml:6:7" in first.out
    assert "4 links asked: 2 are there, 1 are gone, 1 could not be asked." in first.err
    assert "2 of them failed on fewer than 3 days" in first.err
    assert "Not asked: 1 links listed under extra.unchecked_links, and 1 to names for examples" in first.err
    write_files(root, {"mkdocs.yml": mkdocs.replace("    - https://a.net/\n", "")})
    assert codes_of(run_links(run, root, DAY, "--format", "json")) == [("PR408", 5)]  # the same day: nothing new
    assert run_links(run, root, DAY + timedelta(days=1)).code == 0
    third = run_links(run, root, DAY + timedelta(days=2), "--format", "json")
    assert (third.code, codes_of(third)) == (1, [("PR406", 3), ("PR407", 4), ("PR408", 5)])
    assert all(path != "/listed/1" for path, _ in served.requests)
    served.replies["/gone"] = Reply()
    fourth = run_links(run, root, DAY + timedelta(days=3), "--lang", "zh")
    assert (fourth.code, "PR407" in fourth.out, "PR406" in fourth.out) == (3, True, False)
    assert "服务器返回 403，至今已有 4 天" in fourth.out
    served.replies |= {"/gone": Reply(status=410), "/refused": Reply()}
    assert codes_of(run_links(run, root, DAY + timedelta(days=4), "--format", "json")) == [("PR408", 5)]  # counting starts again
    again = run_links(run, root, DAY + timedelta(days=5), "--days", 2, "--format", "json")
    assert (again.code, codes_of(again)) == (1, [("PR406", 3), ("PR408", 5)])


def test_without_a_network_nothing_counts_as_gone(tiny: SiteFactory, run: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    root = make_page(tiny, "https://a.lakeside/ https://b.lakeside/")
    result = run_links(run, root, DAY, "--days", 1)
    assert (result.code, result.out.strip()) == (3, "")
    assert result.err.startswith("Not checked: none of 2 links could be asked.")
    assert read_failures(root) == {}


def test_content_that_cannot_be_read_is_refused(tiny: SiteFactory, run: RunCommand) -> None:
    result = run_links(run, tiny("minimal", {"content/sources/all.yml": "- ["}))
    assert (result.code, result.out) == (1, "")
    assert result.err.endswith("No link was asked, because some of the content cannot be read. Correct it first.\n")


def test_severities_and_waivers_of_the_site_hold(tiny: SiteFactory, run: RunCommand, served: LocalServer) -> None:
    root = make_page(tiny, served.url("/gone"))
    site = (root / "content/site.yml").read_text(encoding="utf-8")
    assert run_links(run, root, DAY, "--days", 1).code == 1
    waiver = "waivers: [{code: PR406, path: content/pages/a.en.md, reason: kept as evidence}]\n"
    write_files(root, {"content/site.yml": site + waiver})
    assert run_links(run, root, DAY, "--days", 1).code == 0
    write_files(root, {"content/site.yml": f"{site}severities: {{PR406: info}}\n"})
    assert run_links(run, root, DAY, "--days", 1).code == 0


def test_reply_headers_are_modest(served: LocalServer) -> None:
    def reply(headers: Mapping[str, str]) -> Reply:
        return Reply(status=200 if "Cookie" not in headers and "Referer" not in headers else 500)

    served.replies["/page"] = reply
    assert ask_here(served.url("/page")).outcome is Outcome.THERE
    assert served.requests[-1][1]["User-Agent"].startswith("prospectus/")
