"""`python -m bench`: measure, print one table, write JSON."""

import argparse
import signal
import tempfile
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from bench.load import load_process
from bench.measures.transfer import transfer
from bench.programs.bare import NAME, measure_bare
from bench.report.table import as_json, table
from bench.report.targets import verdicts
from bench.run import Run
from bench.visit import PROGRAMS, visit
from bench.webapi.polling import poll_web_apis

_VISITS = ("starts", "polls", "idle", "lag")
_NAMES = (*_VISITS, "transfer", "webapi")
_SIZES = "1000,10000,100000"
_QUICK_SIZES = "1000"
_LAST = Path(__file__).parent / "results" / "last.json"


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 when a target was missed or something could not be measured."""
    options = _options(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that whatever was started is stopped
    names = frozenset(options.names or _NAMES)
    with tempfile.TemporaryDirectory(prefix="triblerd-bench-", dir=options.home) as home, load_process() as load:
        run = Run(Path(home), load, options.quick)
        try:
            _measure(run, names, options)
        except KeyboardInterrupt:
            run.fail("interrupted: what came after is missing")
    judged = verdicts(run.results)
    print(table(run.results, judged, [*run.failures, *run.notes]))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(as_json(run.results, judged, [*run.failures, *run.notes]))
    return int(bool(run.failures) or any(verdict.passed is False for verdict in judged))


def _measure(run: Run, names: AbstractSet[str], options: argparse.Namespace) -> None:
    """Whatever is named, the short first."""
    if "transfer" in names:
        transfer(run)
    if "webapi" in names:
        poll_web_apis(run, _sizes(options), alone=options.alone)
    for count in () if names.isdisjoint(_VISITS) else _sizes(options):
        for kind in PROGRAMS if not options.alone else PROGRAMS[:1]:
            visit(run, kind, count, names)
        run.say(f"{NAME}: {count}")
        for measure, value in measure_bare(count).items():
            run.results.put(measure, count, NAME, value)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*_NAMES, []], help="what to measure; nothing: everything")
    parser.add_argument("--sizes", help=f"numbers of downloads, by comma; {_SIZES}")
    parser.add_argument("--quick", action="store_true", help=f"in two minutes: {_QUICK_SIZES}, shorter samples")
    parser.add_argument("--alone", action="store_true", help="leave the other daemons out")
    parser.add_argument("--json", type=Path, default=_LAST, metavar="FILE", help="where the JSON goes")
    parser.add_argument("--home", type=Path, metavar="DIR", help="where scratch directories are made")
    return parser.parse_args(argv)


def _sizes(options: argparse.Namespace) -> list[int]:
    text = options.sizes or (_QUICK_SIZES if options.quick else _SIZES)
    return [int(size) for size in text.split(",")]


if __name__ == "__main__":
    raise SystemExit(main())
