"""The compensation function of the protection fund and its inverse, in fen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.model.compensation import losses_for, paid_for

T = 100_000_00
LOSSES = st.integers(0, 10**15) | st.integers(T - 200, T + 200)
PERCENTS = st.integers(1, 100)


@pytest.mark.parametrize(
    ("loss", "individual", "institution"),
    [
        (0, 0, 0),
        (50_000_00, 50_000_00, 50_000_00),
        (100_000_00, 100_000_00, 100_000_00),
        (100_001_00, 100_000_90, 100_000_80),
        (150_000_00, 145_000_00, 140_000_00),
        (500_000_00, 460_000_00, 420_000_00),
        (1_000_000_00, 910_000_00, 820_000_00),
        (12_345_678_90, 11_121_111_01, 9_896_543_12),
    ],
)
def test_amounts_of_the_rule(loss: int, individual: int, institution: int) -> None:
    assert (paid_for(loss, T, 90), paid_for(loss, T, 80)) == (individual, institution)


def test_half_a_fen_is_rounded_upwards() -> None:
    assert [paid_for(T + above, T, 90) - T for above in (1, 4, 5, 6, 15)] == [1, 4, 5, 5, 14]


@given(LOSSES, PERCENTS)
def test_never_falls_and_rises_by_no_more_than_the_loss_so_that_it_is_continuous(loss: int, percent: int) -> None:
    assert paid_for(loss + 1, T, percent) - paid_for(loss, T, percent) in (0, 1)


@given(LOSSES, PERCENTS)
def test_is_never_more_than_the_loss_and_all_of_it_up_to_the_threshold(loss: int, percent: int) -> None:
    paid = paid_for(loss, T, percent)
    assert 0 <= paid <= loss
    assert (paid == loss) or loss > T


@given(LOSSES, PERCENTS)
def test_losses_behind_a_compensation_are_all_that_give_it(loss: int, percent: int) -> None:
    paid = paid_for(loss, T, percent)
    losses = losses_for(paid, T, percent)
    assert loss in losses
    assert {paid_for(each, T, percent) for each in (losses[0], losses[-1])} == {paid}
    assert paid_for(losses[-1] + 1, T, percent) != paid
    assert losses[0] == 0 or paid_for(losses[0] - 1, T, percent) != paid


@given(LOSSES, st.integers(67, 100))
def test_every_compensation_has_one_loss_or_two_and_one_up_to_the_threshold(paid: int, percent: int) -> None:
    losses = losses_for(paid, T, percent)
    assert len(losses) in ((1, 2) if paid > T else (1,))


@given(st.integers(0, 10**12), st.sampled_from([(90, 10), (80, 5)]))
def test_inverse_of_the_function_is_the_identity_where_nothing_is_rounded(tens: int, tier: tuple[int, int]) -> None:
    percent, step = tier
    loss = T + tens * step
    assert loss in losses_for(paid_for(loss, T, percent), T, percent)
    assert 100 * (paid_for(loss, T, percent) - T) == (loss - T) * percent
