"""Which procedures are offered when the assistant asks back."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from knowledge_base.policy.elsewhere import Crossroad
from knowledge_base.schema import Procedure
from knowledge_base.search.decision import DecisionPolicy
from knowledge_base.search.lexical import Scores

_FROM = 10
"""How many of the likeliest may be offered."""


class Options:
    """Chooses among the procedures.

    Attributes:
        closed: Positions of the crossroads with fewer than two procedures in the catalogue: there
            is nothing to ask back.
    """

    def __init__(self, procedures: Sequence[Procedure], crossroads: Sequence[Crossroad]) -> None:
        """Takes the procedures and crossroads in the order of all arrays."""
        self._procedures = procedures
        places = {procedure.code: at for at, procedure in enumerate(procedures)}
        self._ways = [
            [places[code] for code in crossroad.codes if code in places] for crossroad in crossroads
        ]
        self.closed = [at for at, ways in enumerate(self._ways) if len(ways) < 2]
        self._neighbours = [
            frozenset(neighbour.code for neighbour in procedure.not_to_confuse)
            for procedure in procedures
        ]

    def choose(self, shares: Scores, crossroads: Scores, policy: DecisionPolicy) -> list[Procedure]:
        """Gives the procedures that may be meant: two at least, so that there is a choice.

        The probability of a crossroad goes to each of its procedures. Elsewhere words alone rank
        the members of a family by chance: neighbours of the likeliest and procedures of its field
        go before others.

        Args:
            shares: Probability of each procedure.
            crossroads: Probability of each crossroad.
            policy: The factors and limits.
        """
        likely = shares.copy()
        for ways, share in zip(self._ways, crossroads, strict=True):
            likely[ways] += share * math.exp(policy.option_crossroad)
        first, *others = np.argsort(-likely, kind="stable")[:_FROM].tolist()
        known, field = self._neighbours[first], self._procedures[first].field

        def likelihood(at: int) -> float:
            procedure = self._procedures[at]
            family = policy.option_neighbour if procedure.code in known else 0.0
            family += policy.option_field if procedure.field == field else 0.0
            return math.log(max(float(likely[at]), 1e-12)) + family

        others.sort(key=likelihood, reverse=True)
        least = math.log(max(policy.option_at_least * float(likely[first]), 1e-12))
        options = others[:1] + [at for at in others[1:] if likelihood(at) >= least]
        return [self._procedures[at] for at in [first, *options][: policy.most_options]]
