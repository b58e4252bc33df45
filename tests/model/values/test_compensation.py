"""The compensation function of the protection fund and its inverse, in fen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.model.values.compensation import compensation_for_loss, losses_for_compensation

THRESHOLD = 100_000_00
LOSSES = st.integers(0, 10**15) | st.integers(THRESHOLD - 200, THRESHOLD + 200)
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
    assert (compensation_for_loss(loss, THRESHOLD, 90), compensation_for_loss(loss, THRESHOLD, 80)) == (individual, institution)


def test_half_a_fen_is_rounded_up() -> None:
    assert [compensation_for_loss(THRESHOLD + above, THRESHOLD, 90) - THRESHOLD for above in (1, 4, 5, 6, 15)] == [1, 4, 5, 5, 14]


@given(LOSSES, PERCENTS)
def test_compensation_is_monotonic_and_continuous(loss: int, percent: int) -> None:
    assert compensation_for_loss(loss + 1, THRESHOLD, percent) - compensation_for_loss(loss, THRESHOLD, percent) in (0, 1)


@given(LOSSES, PERCENTS)
def test_compensation_is_the_loss_up_to_the_threshold_and_never_more(loss: int, percent: int) -> None:
    paid = compensation_for_loss(loss, THRESHOLD, percent)
    assert 0 <= paid <= loss
    assert (paid == loss) or loss > THRESHOLD


@given(LOSSES, PERCENTS)
def test_inverse_returns_every_loss_with_that_compensation(loss: int, percent: int) -> None:
    paid = compensation_for_loss(loss, THRESHOLD, percent)
    losses = losses_for_compensation(paid, THRESHOLD, percent)
    assert loss in losses
    assert {compensation_for_loss(end, THRESHOLD, percent) for end in (losses[0], losses[-1])} == {paid}
    assert compensation_for_loss(losses[-1] + 1, THRESHOLD, percent) != paid
    assert losses[0] == 0 or compensation_for_loss(losses[0] - 1, THRESHOLD, percent) != paid


@given(LOSSES, st.integers(67, 100))
def test_compensation_has_one_loss_up_to_the_threshold_and_at_most_two_above(paid: int, percent: int) -> None:
    losses = losses_for_compensation(paid, THRESHOLD, percent)
    assert len(losses) in ((1, 2) if paid > THRESHOLD else (1,))


@given(st.integers(0, 10**12), st.sampled_from([(90, 10), (80, 5)]))
def test_inverse_is_exact_where_nothing_is_rounded(tens: int, tier: tuple[int, int]) -> None:
    percent, step = tier
    loss = THRESHOLD + tens * step
    assert loss in losses_for_compensation(compensation_for_loss(loss, THRESHOLD, percent), THRESHOLD, percent)
    assert 100 * (compensation_for_loss(loss, THRESHOLD, percent) - THRESHOLD) == (loss - THRESHOLD) * percent
