"""How long one waits: a range from recent visits, never a single minute."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from api.tickets.policy import WaitPolicy
from api.tickets.schemas import WaitRange


def estimate_wait(
    ahead: int, counters: float, visits_s: Sequence[float], policy: WaitPolicy
) -> WaitRange | None:
    """Gives the range in which a ticket is likely to be called.

    A counter becomes free ``ahead + 1`` times before the ticket's turn. The time for that is the
    sum of so many visits, shared by the counters; the range covers its scatter and the mean's.

    Args:
        ahead: How many are called before.
        counters: Counters that serve the line; one that serves two lines counts in part.
        visits_s: Seconds that recent visitors of the group occupied a counter.
        policy: What the range is made of.

    Returns:
        ``None`` where there is too little data or no counter is open.
    """
    if counters <= 0 or len(visits_s) < policy.least_visits:
        return None
    turns = ahead + 1
    mean, deviation = statistics.fmean(visits_s), statistics.stdev(visits_s)
    middle = turns * mean / counters
    scatter = deviation * math.sqrt(turns + turns * turns / len(visits_s)) / counters
    step_s = policy.step_min * 60
    low = math.floor(max(0.0, middle - policy.spread * scatter) / step_s)
    high = max(low + 1, math.ceil((middle + policy.spread * scatter) / step_s))
    return WaitRange(low_min=low * policy.step_min, high_min=high * policy.step_min)
