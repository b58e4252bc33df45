"""Compensation that is full up to a threshold and a percentage above it, and its inverse. All amounts are in fen.

The function is that of the fund's rule: continuous at the threshold, never decreasing, and never more than the loss.
The rule does not say how to round; here half a fen is rounded away from zero, which is up.
"""

from __future__ import annotations

from fractions import Fraction

from prospectus.model.values.number import round_half_away


def compensation_for_loss(loss: int, threshold: int, percent: int) -> int:
    """Return the compensation for a loss: the loss up to `threshold`, plus `percent` of what is above it."""
    return min(loss, threshold) + int(round_half_away(Fraction(max(loss - threshold, 0) * percent, 100)))


def losses_for_compensation(compensation: int, threshold: int, percent: int) -> range:
    """Return every loss with this compensation: one, or a few adjacent losses that round to the same amount."""
    if compensation < threshold:
        return range(compensation, compensation + 1)
    scaled = 100 * (compensation - threshold)
    first = max(0, -(-(scaled - 50) // percent))
    last = (scaled + 49) // percent
    return range(threshold + first, threshold + last + 1)
