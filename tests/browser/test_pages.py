"""Every page template in both languages, on a phone and on a desktop: no errors, complete, in its language, and usable without script."""

from __future__ import annotations

import itertools
import json
import unicodedata
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from playwright.sync_api import Browser

from prospectus.builder.incremental import BuildResult
from tiny import REPOSITORY, read_files

pytestmark = pytest.mark.browser

PAGES = {
    "404": ["404.html"],
    "brand": ["programmes/brand-member-partnership/"],
    "calculator": [
        "calculators/protection-fund-compensation/",
        "calculators/position-value/",
        "calculators/last-trading-day/",
        "calculators/reply-date/",
        "learn:calculators/answer-day/",
    ],
    "calendar": ["calendar/", "learn:calendar/"],
    "checklist": ["checklists/real-or-fake/", "learn:checklists/good-seed/"],
    "comparison": ["learn:contracts/compare/"],
    "contract": ["contracts/sc/", "learn:contracts/by/", "learn:contracts/ot/"],
    "course": ["courses/sa-songlin-classroom/"],
    "course-list": ["lessons/", "courses/", "learn:lessons/"],
    "coverage": ["calendar/coverage/", "learn:calendar/coverage/"],
    "event": ["learn:calendar/events/field-lecture/", "learn:calendar/events/growers-meeting/"],
    "faq-list": ["faq/", "learn:faq/"],
    "flow": ["guides/flow-member/", "guides/flow-osp/"],
    "form": ["forms/feedback/", "learn:forms/harvest-report/"],
    "guide": [
        "guides/compensation/",
        "guides/working-and-trading-days/",
        "guides/contact/",
        "learn:guides/only-chinese/",
        "learn:guides/weighing/",
        "learn:guides/margin/",
    ],
    "home": [""],
    "lesson": ["lessons/margin-and-daily-settlement/", "learn:lessons/barley-margin/", "learn:lessons/first-words/"],
    "landing": ["universities/", "learn:farmers/"],
    "learning-record": ["learning-record/", "learn:learning-record/"],
    "library": ["library/", "learn:library/"],
    "listing": ["guides/", "contracts/"],
    "month": ["calendar/2025/03/", "calendar/2025/10/", "calendar/2027/03/", "learn:calendar/2025/06/"],
    "news": ["learn:news/new-hall/"],
    "news-list": ["learn:news/"],
    "notice": ["notices/shfe-2025-03/", "notices/shfe-ine-2025/"],
    "notice-list": ["notices/"],
    "offline": ["offline/", "learn:offline/"],
    "page": ["learn:about/", "learn:about/team/"],
    "path": ["paths/path-new-investor/", "learn:paths/first-harvest/"],
    "path-list": ["paths/"],
    "person": ["learn:people/ear-barley/", "learn:people/chaff-miller/"],
    "person-list": ["learn:people/"],
    "programme": ["programmes/mp-channels/"],
    "programme-list": ["programmes/"],
    "publication": ["learn:publications/yearbook/"],
    "publication-list": ["learn:publications/"],
    "release": ["learn:changes/2025-06-1/", "learn:changes/2025-06-2/"],
    "release-list": ["changes/", "learn:changes/"],
    "section": ["rules/", "activities/", "learn:market/"],
    "search": ["search/", "learn:search/"],
    "series": ["calendar/series/sa-enforcement-notice/"],
    "source-list": ["sources/"],
    "talk": ["talks/sample-talk/", "learn:talks/some-day-in-may/", "learn:talks/spring-outlook/"],
    "talk-list": ["talks/", "learn:talks/"],
    "term": ["glossary/self-trade/", "glossary/member/", "learn:glossary/keeping-ones-word/"],
    "term-list": ["glossary/"],
    "venue": ["learn:venues/barley-room/"],
    "venue-list": ["learn:venues/"],
    "year": ["calendar/2025/", "calendar/2027/", "learn:calendar/2025/"],
}
ADDRESSES = [address for addresses in PAGES.values() for address in addresses]
ONE_OF_EACH = [addresses[0] for addresses in PAGES.values()]
WIDTHS = (390, 1440)
RECORD_VIOLATIONS = "window.violations = []; addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective))"
SCRIPT_ONLY = (
    ":is(.filter, form, .quiz-score, .progress, .parallel-tool, .page-tools, [data-part-now], [data-count], [data-days], [data-cell])"
)
"""Elements that are shown only with script, because they do nothing without it, and those whose words it brings up to date."""


def localised_address(language: str, address: str) -> str:
    """Return an address in a language; `learn:` means the full test site. `language` is empty or ends with a slash."""
    site, _, path = address.rpartition(":")
    return f"{site}/{language}{path}" if site else f"{language}{path}"


def test_every_template_is_opened() -> None:
    excluded = {"main", "moved"}  # `main` is the base template; `moved` has its own test
    assert {path.stem for path in (REPOSITORY / "theme/pages").glob("*.html")} - excluded == set(PAGES)


def test_complaints_are_recorded(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("")
        visit.page.evaluate("console.warn('a warning'); setTimeout(() => { throw Error('a mistake') })")
        visit.page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.example/x.png'}))")
        visit.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
        visit.page.evaluate("fetch('/nowhere').then(() => fetch('https://elsewhere.example/')).catch(() => 0)")
        visit.page.wait_for_timeout(300)
        complaints = " ".join(visit.all_complaints())
        expected = [
            "warning: a warning",
            "exception: a mistake",
            "img-src https://elsewhere",
            "style-src",
            "connect-src https://elsewhere",
            "404",
        ]
        assert [text for text in expected if text not in complaints] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_has_no_complaints_and_is_complete(visiting: Any, address: str) -> None:
    with visiting() as visit:
        page = visit.page
        for width, language in itertools.product(WIDTHS, ("", "en/")):
            page.set_viewport_size({"width": width, "height": 900})
            visit.open(localised_address(language, address))
            assert visit.all_complaints() == [], page.url
            language_and_headings = page.evaluate("[document.documentElement.lang, document.querySelectorAll('h1').length]")
            assert language_and_headings == ["en" if language else "zh-CN", 1], page.url
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
            assert page.title() != "", page.url
            assert page.locator("h1").inner_text() != "", page.url


@pytest.mark.parametrize("address", ONE_OF_EACH)
def test_language_switch_leads_to_the_same_page_in_the_other_language_and_back(visiting: Any, address: str) -> None:
    with visiting() as visit:
        visit.open(localised_address("", address))
        page, original_url = visit.page, visit.page.url
        page.locator("header a[hreflang=en]:visible").first.click()
        page.wait_for_load_state()
        target = localised_address("en/", "" if address == "404.html" else address)
        assert (page.url, page.evaluate("document.documentElement.lang")) == (f"{visit.url}/{target}", "en")
        page.locator("header a[hreflang=zh-CN]:visible").first.click()
        page.wait_for_load_state()
        assert page.url == (f"{visit.url}/" if address == "404.html" else original_url)
        assert visit.all_complaints() == []


def test_former_address_redirects(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/en/guides/deposit/")
        visit.page.wait_for_url("**/learn/en/guides/margin/")
        assert visit.all_complaints() == []


@pytest.mark.parametrize("address", ["en/", "en/glossary/", "calculators/position-value/", "calendar/"])
def test_page_opened_from_a_disk_has_its_styles_and_scripts(browser: Browser, repository: BuildResult, address: str) -> None:
    """The policy says 'self', which is the folder of the page there. Chromium answers no requests of scripts for such files."""
    page, complaints = browser.new_page(), []
    page.add_init_script(RECORD_VIOLATIONS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((repository.folder / address / "index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    assert page.evaluate("window.violations") == complaints == []
    assert page.locator("[data-scheme-toggle]:visible").count() == 1  # shown by a script
    page.close()


def visible_terms(page: Any) -> list[str]:
    return [row.get_attribute("id") for row in page.locator("#terms .term:visible").all()]


def terms_containing(repository: BuildResult, words: str) -> list[str]:
    """Return the ids of the terms that contain `words` in any of their languages."""
    terms = json.loads(read_files(repository.folder)["data/term.json"])["records"]
    return sorted(term["id"] for term in terms if words in unicodedata.normalize("NFKC", " ".join(term["title"].values())).lower())


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("Margin", "margin"),
        ("  MEMBER ", "member"),
        ("ＳＦＩＴ", "sfit"),
        ("no such word", "no such word"),
        ("taoqi", "套期"),
        ("Chi cang", "持仓"),
        ("tqbz", "套期保值"),
    ],
)
def test_glossary_filter_shows_matching_terms(visiting: Any, repository: BuildResult, typed: str, sought: str) -> None:
    with visiting(390) as visit:
        visit.open("en/glossary/")
        page, expected = visit.page, terms_containing(repository, sought)
        page.locator("input[data-filter]").fill(typed)
        assert sorted(visible_terms(page)) == expected
        count = page.locator("[aria-live]").inner_text()
        assert count.startswith(f"Terms: {len(expected)}" if expected else "No such term")
        page.locator("input[data-filter]").fill("")
        assert (sorted(visible_terms(page)), page.locator("[aria-live]").inner_text()) == (terms_containing(repository, ""), "")


def test_filter_waits_for_an_input_method(visiting: Any, repository: BuildResult) -> None:
    with visiting() as visit:
        visit.open("glossary/")
        page = visit.page
        page.locator("input[data-filter]").focus()
        keyboard = page.context.new_cdp_session(page)
        keyboard.send("Input.imeSetComposition", {"text": "bao zheng", "selectionStart": 9, "selectionEnd": 9})
        assert page.locator("input[data-filter]").input_value() == "bao zheng"
        assert sorted(visible_terms(page)) == terms_containing(repository, "")
        keyboard.send("Input.insertText", {"text": "保证金"})
        assert page.locator("input[data-filter]").input_value() == "保证金"
        assert sorted(visible_terms(page)) == terms_containing(repository, "保证金") != []


def test_filter_hides_groups_without_matches(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("glossary/")
        groups = visit.page.locator(".term-group:visible")
        before = groups.count()
        visit.page.locator("input[data-filter]").fill("保证金")
        assert 0 < groups.count() < before


@pytest.mark.parametrize("address", ["glossary/#glossary-participants", "glossary/"])
def test_part_of_the_glossary_is_chosen_by_its_button_or_address(visiting: Any, repository: BuildResult, address: str) -> None:
    terms = json.loads(read_files(repository.folder)["data/term.json"])["records"]
    expected = sorted(term["id"] for term in terms if term["group"] == "glossary-participants")
    with visiting(390) as visit:
        visit.open(address)
        button = visit.page.locator("#glossary-participants")
        if "#" not in address:
            button.click()
        assert (sorted(visible_terms(visit.page)), button.get_attribute("aria-pressed")) == (expected, "true")
        button.click()
        assert len(visible_terms(visit.page)) == len(terms)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("script", [True, False])
def test_rail_of_the_glossary_stays_in_sight_and_leads_to_a_letter(visiting: Any, width: int, script: bool) -> None:
    with visiting(width, java_script_enabled=script) as visit:
        visit.open("glossary/")
        page = visit.page
        assert page.locator(".filter").is_visible() == script
        page.locator(".rail a", has_text="Z").click()
        box = page.locator("#letter-z").bounding_box()
        assert 0 <= box["y"] < 150
        rail = page.locator(".rail").bounding_box()
        assert 0 <= rail["y"] <= 64  # on a phone below the header, while that is in view
        assert width > 390 or box["y"] >= rail["y"] + rail["height"]
        sizes = page.locator(".rail a").evaluate_all("links => links.map(link => link.getBoundingClientRect())")
        assert width > 390 or min(size[side] for size in sizes for side in ("width", "height")) >= 44


def test_chosen_colour_scheme_applies_and_is_kept_on_the_next_page(visiting: Any) -> None:
    with visiting(color_scheme="light") as visit:
        visit.open("")
        page = visit.page
        toggle = page.locator("[data-scheme-toggle]:visible")
        background = "getComputedStyle(document.body).backgroundColor"
        scheme = "document.documentElement.dataset.scheme ?? null"
        light = page.evaluate(background)
        states = []
        for _ in range(3):
            toggle.click()
            states.append((page.evaluate(scheme), page.evaluate(background) == light))
        assert states == [("light", True), ("dark", False), (None, True)]
        toggle.click()
        toggle.click()
        visit.open("glossary/")
        assert (page.evaluate(scheme), page.evaluate(background) == light) == ("dark", False)
        assert visit.all_complaints() == []


def test_colours_follow_the_system_by_default(visiting: Any) -> None:
    backgrounds = []
    for system in ("light", "dark"):
        with visiting(color_scheme=system) as visit:
            visit.open("")
            backgrounds.append(visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert backgrounds[0] != backgrounds[1]


def test_first_tab_stop_skips_the_header(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("guides/compensation/")
        page = visit.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("address", ONE_OF_EACH)
def test_page_is_complete_without_script(visiting: Any, address: str) -> None:
    with visiting(java_script_enabled=False) as plain, visiting() as scripted:
        lines = []
        for visit in (plain, scripted):
            visit.page.clock.set_fixed_time("2025-03-10T01:00:00Z")  # the time of the build, so that no state has changed
            visit.open(localised_address("", address))
            lines.append(set(visit.page.locator("#main").inner_text().splitlines()))
        script_texts = scripted.page.locator(f"{SCRIPT_ONLY}:visible").all_inner_texts()
        assert lines[1] - lines[0] <= {line for text in script_texts for line in text.splitlines()}
        assert len(lines[0] & lines[1]) > 2
        assert plain.complaints == []


@pytest.mark.parametrize("now", ["2025-01-01T00:00:00+08:00", "2025-06-10T09:00:00+08:00", "2026-12-31T23:59:00+08:00"])
@pytest.mark.parametrize("address", ["en/", "en/calendar/2025/06/"])
def test_states_follow_the_clock_of_the_reader(visiting: Any, now: str, address: str) -> None:
    with visiting() as visit:
        visit.page.clock.set_fixed_time(now)
        visit.open(address)
        rows = visit.page.locator("[data-start][data-end]").evaluate_all(
            "rows => rows.map(row => [row.dataset.start, row.dataset.end, row.querySelector('.state').textContent])"
        )
        instant = datetime.fromisoformat(now)
        expected = [
            "Upcoming" if instant < datetime.fromisoformat(start) else "In progress" if instant < datetime.fromisoformat(end) else "Past"
            for start, end, _ in rows
        ]
        assert len(rows) > 3
        assert [state for _, _, state in rows] == expected


def test_upcoming_events_leave_out_past_events(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("")
        rows = visit.page.locator("[data-next] > [data-start]")
        starts = [datetime.fromisoformat(row.get_attribute("data-start")) for row in rows.all()]
        later = starts[2].astimezone(timezone(timedelta(hours=8)))
        visit.page.clock.set_fixed_time(later)
        visit.open("")
        visible_starts = [row.get_attribute("data-start") for row in visit.page.locator("[data-next] > [data-start]:visible").all()]
        assert [datetime.fromisoformat(start) >= starts[2] for start in visible_starts] == [True] * len(visible_starts) != []


@pytest.mark.parametrize("address", ["guides/membership/", "en/guides/compensation/"])
def test_links_beside_a_guide_are_rows_for_a_finger(visiting: Any, address: str) -> None:
    with visiting(390, has_touch=True) as visit:
        visit.open(address)
        heights = visit.page.eval_on_selector_all(".related li a", "links => links.map((link) => link.getBoundingClientRect().height)")
    assert heights
    assert min(heights) >= 44
