"""What triblerd has promised, held against what was measured."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from bench.report.results import Measure, Results

OURS = "triblerd"
THEIRS = "Transmission"
QBITTORRENT = "qBittorrent"
BARE = "libtorrent, our settings"
YARDSTICK = "bare libtorrent"
REFERENCE = 11.6
"""Milliseconds that the yardstick, a list of 1 000 that Python builds anew, took on the machine that the targets in
seconds and per second were set for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One promise; `passed` is None when something that it needs was not measured."""

    words: str
    measured: str
    passed: bool | None
    scaled: bool = False
    """It passed only at the pace of the machine that the target was set for."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a measure of ours must keep; one of time is also judged at the reference's pace."""

    at: int
    measure: Measure
    bound: float
    at_least: bool = False
    timed: bool = True

    def judge(self, results: Results) -> Verdict:
        """Compare the absolute value, and what it would be on the machine that the target was set for."""
        value = results.get(self.measure, self.at, OURS)
        words = f"{_at(self.at)}{self.measure}: {'≥' if self.at_least else '≤'} {self.bound:g}"
        if value is None:
            return Verdict(words, "-", None)
        slowness = how_slow(results) if self.timed else None
        if self._holds(value) or slowness is None:
            return Verdict(words, f"{value:.3g}", self._holds(value))
        there = value * slowness if self.at_least else value / slowness
        return Verdict(words, f"{value:.3g} ({there:.3g} there)", self._holds(there), scaled=True)

    def _holds(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours divided by another program's, in the same run."""

    at: int
    measure: Measure
    other: str
    bound: float
    at_least: bool = False

    def judge(self, results: Results) -> Verdict:
        """Compare the quotient."""
        ours, theirs = (results.get(self.measure, self.at, name) for name in (OURS, self.other))
        sign = "≥" if self.at_least else "≤"
        words = f"{_at(self.at)}{self.measure}, as a share of {self.other}: {sign} {self.bound:g}"
        if ours is None or not theirs:
            return Verdict(words, "-", None)
        ratio = ours / theirs
        return Verdict(words, f"{ratio:.3g}", ratio >= self.bound if self.at_least else ratio <= self.bound)


def how_slow(results: Results) -> float | None:
    """This machine in this run against the reference, by the yardstick; None: not measured, or not slower."""
    yardstick = results.get(Measure.FULL, 1_000, YARDSTICK)
    return None if yardstick is None or yardstick <= REFERENCE else yardstick / REFERENCE


PROMISES: tuple[Limit | Ratio, ...] = (
    Ratio(0, Measure.TRANSFER, BARE, 0.95, at_least=True),
    Ratio(1_000, Measure.FULL, THEIRS, 1.0),
    Limit(10_000, Measure.FULL, 25.0),
    Ratio(10_000, Measure.FULL, QBITTORRENT, 0.01),
    Limit(10_000, Measure.UNCHANGED_CPU, 0.5),
    Limit(10_000, Measure.CHANGED_CPU, 2.0),
    Limit(10_000, Measure.POLLS, 2_000.0, at_least=True),
    Ratio(10_000, Measure.START, THEIRS, 2.0),
    Limit(10_000, Measure.START, 4.0),
    Limit(10_000, Measure.RSS, 250.0, timed=False),
    Limit(100_000, Measure.START, 25.0),
    Limit(100_000, Measure.RSS, 2_500.0, timed=False),
    Limit(100_000, Measure.FULL, 500.0),
    Limit(100_000, Measure.UNCHANGED, 1.0),
    Limit(100_000, Measure.IDLE, 1.0),
    Limit(10_000, Measure.ADD_ONE_OF_8, 1_000.0, at_least=True),
    Limit(10_000, Measure.ADD_MANY_OF_8, 4_000.0, at_least=True),
    Limit(10_000, Measure.LAG, 20.0),
    Limit(10_000, Measure.LAG_FULL, 20.0),
    Limit(10_000, Measure.SLOW_READERS, 50.0, timed=False),
    *(
        Ratio(size, measure, QBITTORRENT, bound)
        for size in (1_000, 10_000)
        for measure, bound in (
            (Measure.INFO, 0.1),
            (Measure.MAINDATA, 0.1),
            (Measure.SAME, 0.02),
            (Measure.OTHER, 0.02),
        )
    ),
)

GROWTH: tuple[tuple[Measure, Callable[[float], bool], str], ...] = (
    (Measure.FULL, lambda exponent: exponent <= 1.15, "about 1"),
    (Measure.UNCHANGED, lambda exponent: abs(exponent) <= 0.15, "about 0"),
    (Measure.START, lambda exponent: exponent <= 1.15, "about 1"),
    (Measure.RSS, lambda exponent: exponent <= 1.15, "at most 1"),
)
"""Measures whose cost must follow the work, with what the exponent must satisfy."""


def verdicts(results: Results) -> list[Verdict]:
    """Every promise, then the growth of what must follow the work."""
    return [promise.judge(results) for promise in PROMISES] + [_growth(results, *row) for row in GROWTH]


def exponent(points: list[tuple[float, float]]) -> float:
    """The slope of the least-squares line through (size, cost), both as logarithms."""
    logs = [(math.log(size), math.log(cost)) for size, cost in points]
    mean_size = sum(size for size, _ in logs) / len(logs)
    mean_cost = sum(cost for _, cost in logs) / len(logs)
    covariance = sum((size - mean_size) * (cost - mean_cost) for size, cost in logs)
    return covariance / sum((size - mean_size) ** 2 for size, _ in logs)


def _growth(results: Results, measure: Measure, holds: Callable[[float], bool], words: str) -> Verdict:
    sizes = results.sizes(measure, OURS)
    text = f"growth exponent of {measure}: {words}"
    points = [(float(at), value) for at in sizes if (value := results.get(measure, at, OURS))]
    if len(points) < 2:
        return Verdict(text, "-", None)
    slope = exponent(points)
    return Verdict(text, f"{slope:.2f} over {sizes[0]} … {sizes[-1]}", holds(slope))


def _at(at: int) -> str:
    return f"{at:,} downloads: ".replace(",", " ") if at else ""
