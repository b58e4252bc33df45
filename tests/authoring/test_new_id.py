"""Ids for new records: made from titles, and free."""

from __future__ import annotations

import pytest

from prospectus.authoring.new_id import propose_id
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.scheduling.calendar_files import Requirement, read_site
from tiny import FULL

SOURCE = read_site(FULL, Requirement.READABLE)
TITLES = {
    "english": ({"zh": "结算价", "en": "The Settlement Price"}, "settlement-price"),
    "chinese": ({"zh": "结算价"}, "jie-suan-jia"),
    "mixed": ({"zh": "ETF期权"}, "etf-qi-quan"),
    "accents": ({"en": "Café Déjà Vu"}, "cafe-deja-vu"),
    "taken": ({"en": "Margin"}, "margin-2"),
    "address of another kind": ({"en": "Joining"}, "joining-2"),
    "long": ({"en": "word " * 30}, "word-word-word-word-word-word-word-word"),
    "nothing to go by": ({"zh": "？！"}, ""),
    "no title": ({}, ""),
}


@pytest.mark.parametrize("name", TITLES)
def test_id_is_proposed(name: str) -> None:
    title, record_id = TITLES[name]
    assert propose_id(SOURCE, KINDS_BY_NAME["guide"], title) == record_id
