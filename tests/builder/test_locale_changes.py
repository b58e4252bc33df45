"""After an edit of the glossary, the pages are found whose links of terms may differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.builder.locale_changes import GlossaryState, LocaleChanges, LocaleState
from prospectus.text.glossary import TermForm, iter_spellings

PAGE = """<nav>malt</nav><div id="main"><h1>Oats</h1>
<p>We grow <a class="term" href="../term/" data-meaning>barley</a> meal
and rye.</p></div><footer class="site-footer"><p>All about wheat.</p></footer>"""


def make_state(*forms: str, site: str = "site", is_unspaced: bool = False) -> dict[str, LocaleState]:
    links = {spelling: ((TermForm(form, form), "term/", True),) for form in forms for spelling in iter_spellings(form)}
    return {"en": LocaleState(site, GlossaryState(links, is_unspaced))}


@pytest.mark.parametrize(
    ("form", "concerned"),
    [
        ("rye", True),
        ("barley", True),
        ("barley meal", True),  # across a link that is there already
        ("meal and rye", True),  # across a line break
        ("oats", False),  # in a heading, where nothing is linked
        ("wheat", False),  # outside the content
        ("malt", False),
        ("ry", False),  # a part of a word
        ("hops", False),
    ],
)
def test_page_is_concerned_by_forms_in_its_sentences(tmp_path: Path, form: str, concerned: bool) -> None:
    file = tmp_path / "index.html"
    file.write_text(PAGE, encoding="utf-8")
    added = LocaleChanges(make_state(), make_state(form), None)
    removed = LocaleChanges(make_state(form), make_state(), None)
    assert (added.may_concern("en", file), removed.may_concern("en", file)) == (concerned, concerned)
    assert not LocaleChanges(make_state(form), make_state(form), None).may_concern("en", file)


def test_page_in_a_frame_of_the_site_is_searched_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text(PAGE, encoding="utf-8")
    (tmp_path / "main.html").write_text("", encoding="utf-8")
    assert LocaleChanges(make_state(), make_state("wheat"), tmp_path).may_concern("en", file)


def test_all_pages_are_concerned_by_another_site_view_and_another_way_to_find_words(tmp_path: Path) -> None:
    assert LocaleChanges(make_state(), make_state(site="another"), None).may_concern("en", tmp_path / "none")
    assert LocaleChanges(make_state(), make_state(is_unspaced=True), None).may_concern("en", tmp_path / "none")
    assert LocaleChanges({}, make_state(), None).may_concern("en", tmp_path / "none")
