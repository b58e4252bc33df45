"""A compensation that is full up to a threshold and a share above it, both ways; all amounts are in fen.

The function is that of the fund's rule: continuous at the threshold, never falling, never more than the loss. The rule has no rounding;
half a fen is rounded upwards here.
"""

from __future__ import annotations

from fractions import Fraction

from prospectus.model.money import half_up


def paid_for(loss: int, threshold: int, percent: int) -> int:
    """Return what is paid for a loss."""
    return min(loss, threshold) + half_up(Fraction(max(loss - threshold, 0) * percent, 100))


def losses_for(paid: int, threshold: int, percent: int) -> range:
    """Return every loss for which `paid` is paid: one, or a few that rounding makes alike."""
    if paid < threshold:
        return range(paid, paid + 1)
    hundredfold = 100 * (paid - threshold)
    first = max(0, -(-(hundredfold - 50) // percent))
    last = (hundredfold + 49) // percent
    return range(threshold + first, threshold + last + 1)
