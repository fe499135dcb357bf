"""How long one waits: a range from recent turns, never a single minute."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from datetime import timedelta

from api.tickets.policy import WaitPolicy
from api.tickets.schemas import WaitRange


def estimate_wait(
    ahead: int, counters: float, turns_s: Sequence[float], policy: WaitPolicy
) -> WaitRange | None:
    """Gives the range in which a ticket is likely to be called.

    A counter becomes free ``ahead + 1`` times before the ticket's turn. The time for that is the
    sum of so many turns, shared by the counters; the range covers its scatter and the mean's.

    Args:
        ahead: How many are called before.
        counters: Counters that serve the line; one that serves two lines counts in part.
        turns_s: Seconds that the last turns of the line took.
        policy: What the range is made of.

    Returns:
        ``None`` where there is too little data or no counter is open.
    """
    if counters <= 0 or len(turns_s) < policy.least_turns:
        return None
    count = ahead + 1
    mean, deviation = statistics.fmean(turns_s), statistics.stdev(turns_s)
    middle = count * mean / counters
    scatter = deviation * math.sqrt(count + count * count / len(turns_s)) / counters
    least = max(0.0, middle - policy.spread * scatter)
    most = middle * (1 + policy.allowance) + policy.spread * scatter
    step_s = policy.step_min * 60
    low = math.floor(least / step_s)
    high = max(low + 1, math.ceil(most / step_s))
    return WaitRange(low_min=low * policy.step_min, high_min=high * policy.step_min)


def between_calls(counters: float, turns_s: Sequence[float]) -> timedelta:
    """Gives the usual time between two calls of a line; 0 while it is not known."""
    if counters <= 0 or not turns_s:
        return timedelta(0)
    return timedelta(seconds=statistics.fmean(turns_s) / counters)
