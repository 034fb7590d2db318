"""What is logged, in which form, and what never is."""

import json
import logging
from collections.abc import Iterator

import pytest

from tribler_core.config.sections import LogFormat, LoggingSection, LogLevel
from tribler_core.daemon.process.logging import ACCESS, KEPT, DaemonLog, Formatter
from tribler_core.web.observe.trace import REQUEST_ID

SECRET = "f00dfacef00dface"


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    root, access = logging.getLogger(), logging.getLogger(ACCESS)
    handlers, levels = root.handlers[:], (root.level, access.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    access.setLevel(levels[1])
    logging.captureWarnings(capture=False)


def a_record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    trace = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("room", logging.WARNING, "file.py", 1, message, arguments, trace)


def test_a_text_record_is_a_line_with_the_request_that_caused_it() -> None:
    token = REQUEST_ID.set("abc")
    try:
        line = Formatter(LogFormat.TEXT, tuple).format(a_record("%d files", 3))
    finally:
        REQUEST_ID.reset(token)
    assert line.endswith("WARNING room [abc]: 3 files")


def test_a_json_record_is_an_object_with_its_traceback() -> None:
    facts = json.loads(Formatter(LogFormat.JSON, tuple).format(a_record("it broke", error=ValueError("why"))))
    assert facts["message"] == "it broke"
    assert facts["level"] == "WARNING"
    assert "ValueError: why" in facts["exception"]
    assert "request_id" not in facts


@pytest.mark.parametrize("form", list(LogFormat))
def test_a_secret_is_never_written_not_even_in_a_traceback(form: LogFormat) -> None:
    record = a_record("key %s", SECRET, error=ValueError(f"in a message: {SECRET}"))
    text = Formatter(form, lambda: ("", SECRET)).format(record)
    assert SECRET not in text
    assert text.count("***") == 2


FORGED = "2026-01-01 00:00:00.000 INFO    triblerd: all is well"


def test_a_name_cannot_forge_a_record_nor_steer_a_terminal() -> None:
    name = f"film\r\n{FORGED}\x1b[2J\u2028\u202e\udcff"

    text = Formatter(LogFormat.TEXT, tuple).format(a_record("added %s", name))

    assert text.endswith(f"added film\\r\\n{FORGED}\\x1b[2J\\u2028\\u202e\\udcff")
    assert len(text.splitlines()) == 1


def test_a_traceback_cannot_forge_a_record_either() -> None:
    text = Formatter(LogFormat.TEXT, tuple).format(a_record("it broke", error=ValueError(f"why\n{FORGED}")))

    assert FORGED in text
    assert all(line.startswith("  ") for line in text.splitlines()[1:])


def test_a_secret_with_quotes_is_censored_in_json_too() -> None:
    secret = 'correct "horse" battery'

    text = Formatter(LogFormat.JSON, lambda: (secret,)).format(a_record("key %s", secret))

    assert json.loads(text)["message"] == "key ***"


@pytest.mark.usefixtures("_as_it_was")
def test_the_last_records_are_kept_and_all_are_written(capfd: pytest.CaptureFixture[str]) -> None:
    log = DaemonLog(LoggingSection(), tuple)
    log.start()
    for number in range(KEPT + 1):
        logging.getLogger("room").info("record %d", number)
    log.stop()
    assert len(log.recent.text().splitlines()) == KEPT
    assert log.recent.text().endswith(f"record {KEPT}\n")
    assert len(capfd.readouterr().err.splitlines()) == KEPT + 1


@pytest.mark.usefixtures("_as_it_was")
def test_the_level_follows_the_section() -> None:
    log = DaemonLog(LoggingSection(), tuple)
    assert not logging.getLogger("room").isEnabledFor(logging.DEBUG)
    log.apply(LoggingSection(level=LogLevel.DEBUG))
    assert logging.getLogger("room").isEnabledFor(logging.DEBUG)


@pytest.mark.usefixtures("_as_it_was")
def test_requests_are_written_only_when_asked_for() -> None:
    log = DaemonLog(LoggingSection(), tuple)
    assert not logging.getLogger(ACCESS).isEnabledFor(logging.INFO)
    log.apply(LoggingSection(access=True))
    assert logging.getLogger(ACCESS).isEnabledFor(logging.INFO)


def test_secrets_are_masked_for_whoever_shows_messages_elsewhere() -> None:
    assert DaemonLog(LoggingSection(), lambda: ("secret", "")).mask("the secret word") == "the *** word"
