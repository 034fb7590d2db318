"""Asks checkcached from a process of its own, so that it never waits for the server's turn of the interpreter."""

import json
import statistics
import sys
import time

from bench.wire import Connection, request
from tests.builders import an_infohash

QUESTIONS = 600
AT_ONCE = (1, 10, 100, 1000)
"""Hashes in one question."""


def ask_all(port: int, bearer: str, known: int) -> dict[str, float]:
    found: dict[str, float] = {}
    with Connection(port) as connection:
        for count in AT_ONCE:
            times = []
            for question in range(QUESTIONS):
                numbers = [(question * 7919 + step * 104_729) % (2 * known) for step in range(count)]
                hashes = ",".join(an_infohash(number) for number in numbers)
                asked = request(
                    "GET", f"/v1/api/torrents/checkcached?hash={hashes}", {"Authorization": f"Bearer {bearer}"}
                )
                start = time.perf_counter()
                answer = connection.ask(asked)
                times.append((time.perf_counter() - start) * 1000)
                assert answer.status == 200, answer.raw_body[:200]
            found[f"p50_{count}"] = statistics.median(times)
            found[f"p99_{count}"] = statistics.quantiles(times, n=100)[98]
    return found


if __name__ == "__main__":
    print(json.dumps(ask_all(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
