"""`python -m bench.sharing`: links beside nginx, a large ZIP, checkcached with many known hashes; prints a table."""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from bench.sharing.cached import measure_cached
from bench.sharing.links import measure_links
from bench.sharing.zips import measure_zip

NAMES = ("links", "zip", "cached")
LEAST_SHARE = 0.8
MOST_GROWN = 32.0
"""MB."""
NGINX = "/usr/sbin/nginx"
"""Where Debian puts it, which is not in the path of everybody."""
LONGEST = 20.0
"""Milliseconds."""


def main() -> int:
    """Exit code 1 when a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.sharing", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []])
    parser.add_argument(
        "--nginx", default=NGINX, help=f"the program, {NGINX} by default; without it there is nothing to compare"
    )
    parser.add_argument("--home", type=Path, help="where scratch directories are made")
    options = parser.parse_args()
    names = set(options.names or NAMES)
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="triblerd-bench-", dir=options.home) as home:
        if "links" in names:
            found["links"] = measure_links(Path(home), options.nginx)
        if "zip" in names:
            found["zip"] = measure_zip(Path(home))
        if "cached" in names:
            found["cached"] = {known: asyncio.run(measure_cached(Path(home), known)) for known in (1_000, 100_000)}
    print(json.dumps(found, indent=2))
    return int(not all(_verdicts(found)))


def _verdicts(found: dict[str, Any]) -> list[bool]:
    passed = []
    if share := found.get("links", {}).get("share"):
        passed.append(share >= LEAST_SHARE)
        print(f"link as a share of nginx: ≥ {LEAST_SHARE}: {share:.2f}")
    if zipped := found.get("zip"):
        passed.append(zipped["grown_mb"] <= MOST_GROWN)
        print(f"memory added by a ZIP of {zipped['bytes'] / 1e9:.1f} GB: ≤ {MOST_GROWN:g} MB: {zipped['grown_mb']:.1f}")
    for known, times in found.get("cached", {}).items():
        passed.append(times["p99_100"] <= LONGEST)
        print(f"checkcached of 100 among {known} hashes, p99: ≤ {LONGEST:g} ms: {times['p99_100']:.2f}")
    return passed


raise SystemExit(main())
