"""Compensation that is full up to a threshold and a percentage above it, and its inverse. All amounts are in fen.

The function is that of the fund's rule: continuous at the threshold, never decreasing, and never more than the loss.
The rule does not say how to round; here half a fen is rounded up.
"""

from __future__ import annotations

from fractions import Fraction

from prospectus.model.money import half_up


def paid_for(loss: int, threshold: int, percent: int) -> int:
    """Return the compensation for a loss: the loss up to `threshold`, plus `percent` of what is above it."""
    return min(loss, threshold) + half_up(Fraction(max(loss - threshold, 0) * percent, 100))


def losses_for(paid: int, threshold: int, percent: int) -> range:
    """Return every loss with this compensation: one, or a few adjacent losses that round to the same amount."""
    if paid < threshold:
        return range(paid, paid + 1)
    hundredfold = 100 * (paid - threshold)
    first = max(0, -(-(hundredfold - 50) // percent))
    last = (hundredfold + 49) // percent
    return range(threshold + first, threshold + last + 1)
