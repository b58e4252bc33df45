"""The terms used by a record: its texts are searched as one, and no match extends across two of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.text.glossary import Glossary, TermForm
from prospectus.text.terminology import _SEPARATOR, Terminology, find_term_uses

FORMS = {
    "zh": [
        TermForm("保证金", "margin"),
        TermForm("大麦", "barley"),
        TermForm("VIX", "vix"),
        TermForm("金", None),
        TermForm("A 股", "share"),
    ],
    "en": [
        TermForm("margin", "margin"),
        TermForm("margin call", "call"),
        TermForm("call", "vote"),
        TermForm("VIX", "vix"),
        TermForm("open interest", "oi"),
    ],
}
PIECES = ["保证", "金", "大麦", "A", "股", "VIX", "vix", "margin", "call", "open", "interest", "s", " ", "\n", ".", "-", "@", "&", "x", "1"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=5)


@settings(max_examples=600)
@given(st.sampled_from(sorted(FORMS)), TEXTS)
def test_terms_of_joined_texts_are_those_of_each_text(language: str, texts: list[str]) -> None:
    glossary = Glossary(FORMS[language])
    assert [match.form for match in glossary.iter_matches(_SEPARATOR.join(texts))] == [
        match.form for text in texts for match in glossary.iter_matches(text)
    ]


def test_term_is_found_across_a_soft_line_break() -> None:
    terminology = Terminology("zh", {language: Glossary(forms) for language, forms in FORMS.items()}, {}, {}, "")
    texts = [("zh", "交保证\n  金，种大\n麦"), ("en", "open\ninterest")]
    assert find_term_uses(texts, terminology) == (("barley", "zh", False), ("margin", "zh", False), ("oi", "en", False))
