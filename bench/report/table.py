"""The table for people, and the JSON for programs."""

import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.report.results import Results
from bench.report.targets import REFERENCE, Verdict, how_slow

_MARKS = {True: "pass", False: "FAIL", None: "not measured"}


def machine() -> dict[str, str]:
    """What the numbers were measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": f"{os.cpu_count()} cores of {model}",
        "memory": f"{memory / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "libtorrent": version("libtorrent"),
        "aiohttp": version("aiohttp"),
    }


def table(results: Results, verdicts: Sequence[Verdict], notes: Sequence[str]) -> str:
    """Markdown, that also reads well in a terminal."""
    programs = results.programs()
    head = ["downloads", "measure", *programs]
    rows = [
        [f"{at:,}".replace(",", " ") if at else "-", measure, *(_number(values.get(name)) for name in programs)]
        for measure, at, values in results.rows()
    ]
    judged = [[verdict.words, verdict.measured, _mark(verdict)] for verdict in verdicts]
    parts = [
        ", ".join(machine().values()),
        _aligned(head, rows),
        _aligned(["target", "measured", ""], judged),
        _pace(results),
        "\n".join(f"- {note}" for note in notes),
    ]
    return "\n\n".join(part for part in parts if part)


def _mark(verdict: Verdict) -> str:
    return "pass there" if verdict.scaled and verdict.passed else _MARKS[verdict.passed]


def _pace(results: Results) -> str:
    slowness = how_slow(results)
    if slowness is None:
        return ""
    return (
        f"By its list of 1 000, bare libtorrent in Python was {slowness:.2f} times slower here than where the targets "
        f"of time were set ({REFERENCE} ms): *there* is what a number would be at that machine's pace."
    )


def as_json(results: Results, verdicts: Sequence[Verdict], notes: Sequence[str]) -> str:
    """Everything that the table tells, unrounded."""
    document: dict[str, Any] = {
        "machine": machine(),
        "results": [
            {"measure": measure, "downloads": at, "program": program, "value": value}
            for measure, at, values in results.rows()
            for program, value in values.items()
        ],
        "targets": [
            {"target": each.words, "measured": each.measured, "passed": each.passed, "scaled": each.scaled}
            for each in verdicts
        ],
        "notes": list(notes),
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}"


def _aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )
