"""The printed table and the figures of a measurement."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """The table's lines and the figures under their names."""

    figures: dict[str, Any] = field(default_factory=dict)

    def line(self, what: str, figure: str, goal: str = "", reached: bool | None = None) -> None:
        """Prints one line; ``reached`` is ``None`` where no goal is set."""
        verdict = {None: "", True: "yes", False: "NO"}[reached]
        print(f"{what:<40} {figure:<38} {goal:<22} {verdict}".rstrip(), flush=True)

    def at_most(self, name: str, what: str, value: float, most: float, unit: str) -> None:
        """Prints and keeps a figure that should be small."""
        self.figures[name] = round(value, 2)
        self.line(what, f"{value:.1f} {unit}", f"<= {most:g} {unit}", value <= most)

    def at_least(self, name: str, what: str, value: float, least: float, unit: str = "") -> None:
        """Prints and keeps a figure that should be large."""
        self.figures[name] = round(value, 4)
        self.line(what, f"{value:.4g} {unit}".rstrip(), f">= {least:g} {unit}", value >= least)


def spread(times: Iterable[float]) -> dict[str, float]:
    """Gives the median and the 95th percentile."""
    ordered = sorted(times)
    if not ordered:
        return {"n": 0, "p50": 0.0, "p95": 0.0}
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {
        "n": len(ordered),
        "p50": round(statistics.median(ordered), 2),
        "p95": round(p95, 2),
    }


def shown(figures: dict[str, float], unit: str = "ms") -> str:
    """Writes a spread."""
    return f"{figures['p50']:.1f} / {figures['p95']:.1f} {unit} (n={figures['n']:.0f})"
