"""What was measured, by measure, number of downloads and program."""

from collections import defaultdict
from enum import StrEnum


class Measure(StrEnum):
    """One question; the text is its label, with its unit."""

    ADD_ONE = "add, one a request, 1 client [/s]"
    ADD_ONE_OF_8 = "add, one a request, 8 clients [/s]"
    ADD_MANY = "add, 100 a request, 1 client [/s]"
    ADD_MANY_OF_8 = "add, 100 a request, 8 clients [/s]"
    START_KILLED = "start after kill -9 until all are listed [s]"
    START = "start until all are listed [s]"
    ANSWERS = "start until the API answers [s]"
    STOP = "stop [s]"
    RSS = "memory after start, RSS [MB]"
    PSS = "memory after start, PSS [MB]"
    RSS_POLLED = "memory after all those polls, RSS [MB]"
    SLOW_READERS = "memory added by 50 slow readers of the full list, RSS [MB]"
    FULL_FIRST = "full list, the first after the start [ms]"
    FULL = "full list p50 [ms]"
    FULL_P99 = "full list p99 [ms]"
    FULL_CPU = "full list, CPU of the server [ms]"
    FULL_LOAD_CPU = "full list, CPU of the load generator [ms]"
    FULL_SIZE = "full list [MB]"
    UNCHANGED = "unchanged delta p50 [ms]"
    UNCHANGED_P99 = "unchanged delta p99 [ms]"
    UNCHANGED_CPU = "unchanged delta, CPU of the server [ms]"
    UNCHANGED_SIZE = "unchanged delta [bytes]"
    NOT_MODIFIED = "If-None-Match on the full list p50 [ms]"
    CHANGED = "delta with 1 % changed p50 [ms]"
    CHANGED_P99 = "delta with 1 % changed p99 [ms]"
    CHANGED_CPU = "delta with 1 % changed, CPU of the server [ms]"
    CHANGED_SIZE = "delta with 1 % changed [bytes]"
    POLLS = "8 clients polling deltas, server on one core [polls/s]"
    POLLS_CPU = "8 clients polling deltas, CPU of the server per poll [ms]"
    POLLS_LOAD_CPU = "8 clients polling deltas, CPU of the load generator per poll [ms]"
    IDLE = "idle, all stopped [% of a core]"
    LAG = "event-loop lag p99, 100 active, 8 clients polling deltas [ms]"
    LAG_FULL = "event-loop lag p99, 100 active, 8 clients polling full lists [ms]"
    TRANSFER = "transfer on loopback [MB/s]"
    TRANSFER_CPU = "transfer on loopback, CPU of the downloader [s/GiB]"
    MAINDATA_FIRST = "sync/maindata, the first [ms]"
    INFO = "torrents/info, p50 [ms]"
    INFO_P99 = "torrents/info, p99 [ms]"
    INFO_CPU = "torrents/info, CPU of the server [ms]"
    INFO_SIZE = "torrents/info [kB]"
    MAINDATA = "sync/maindata, full, p50 [ms]"
    MAINDATA_P99 = "sync/maindata, full, p99 [ms]"
    MAINDATA_CPU = "sync/maindata, full, CPU of the server [ms]"
    MAINDATA_SIZE = "sync/maindata, full [kB]"
    SAME = "sync/maindata, unchanged, p50 [ms]"
    SAME_P99 = "sync/maindata, unchanged, p99 [ms]"
    SAME_CPU = "sync/maindata, unchanged, CPU of the server [ms]"
    SAME_SIZE = "sync/maindata, unchanged [kB]"
    OTHER = "sync/maindata, 1 % changed, p50 [ms]"
    OTHER_P99 = "sync/maindata, 1 % changed, p99 [ms]"
    OTHER_CPU = "sync/maindata, 1 % changed, CPU of the server [ms]"
    OTHER_SIZE = "sync/maindata, 1 % changed [kB]"
    WEB_API_RSS = "memory after these polls, RSS [MB]"


class Results:
    """Values by measure and number of downloads (0: does not matter), then by program, in the order of measuring."""

    def __init__(self) -> None:
        self._values: dict[tuple[Measure, int], dict[str, float]] = defaultdict(dict)

    def put(self, measure: Measure, at: int, program: str, value: float) -> None:
        """The newest value counts."""
        self._values[measure, at][program] = value

    def get(self, measure: Measure, at: int, program: str) -> float | None:
        """None: not measured."""
        return self._values.get((measure, at), {}).get(program)

    def sizes(self, measure: Measure, program: str) -> list[int]:
        """The numbers of downloads that the program was measured with, ascending."""
        return sorted(at for (key, at), values in self._values.items() if key is measure and program in values)

    def programs(self) -> list[str]:
        """Every program, in the order of measuring."""
        return list(dict.fromkeys(name for values in self._values.values() for name in values))

    def rows(self) -> list[tuple[Measure, int, dict[str, float]]]:
        """Measures in their order, numbers of downloads ascending."""
        order = list(Measure)
        keys = sorted(self._values, key=lambda key: (order.index(key[0]), key[1]))
        return [(measure, at, self._values[measure, at]) for measure, at in keys]
