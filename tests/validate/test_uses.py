"""The terms used by a record: its texts are searched as one, and no match extends across two of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.model.lexicon import Form, Lexicon
from prospectus.validate.terms import _APART

FORMS = {
    "zh": [Form("保证金", "margin"), Form("大麦", "barley"), Form("VIX", "vix"), Form("金", None), Form("A 股", "share")],
    "en": [Form("margin", "margin"), Form("margin call", "call"), Form("call", "vote"), Form("VIX", "vix"), Form("open interest", "oi")],
}
PIECES = ["保证", "金", "大麦", "A", "股", "VIX", "vix", "margin", "call", "open", "interest", "s", " ", "\n", ".", "-", "@", "&", "x", "1"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=5)


@settings(max_examples=600)
@given(st.sampled_from(sorted(FORMS)), TEXTS)
def test_terms_of_texts_together_are_those_of_each(language: str, texts: list[str]) -> None:
    lexicon = Lexicon(FORMS[language])
    assert [each.form for each in lexicon.within(_APART.join(texts))] == [each.form for text in texts for each in lexicon.within(text)]
