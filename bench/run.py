"""What every measurement of a run is given."""

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.load import LoadProcess
from bench.report.results import Results


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the bench: where it works, how thorough it is, and what it has found."""

    home: Path
    load: LoadProcess
    quick: bool
    results: Results = field(default_factory=Results)
    notes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _start: float = field(default_factory=time.perf_counter)

    def say(self, text: str) -> None:
        """Progress, for whoever waits."""
        print(f"{time.perf_counter() - self._start:6.1f} s  {text}", file=sys.stderr, flush=True)

    def fail(self, text: str) -> None:
        """Something could not be measured; the rest goes on."""
        self.say(f"FAILED: {text}")
        self.failures.append(f"FAILED: {text}")

    def note(self, text: str) -> None:
        """Something that the reader of the table must know."""
        self.say(text)
        self.notes.append(text)
