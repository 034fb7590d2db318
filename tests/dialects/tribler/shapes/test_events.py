"""What happened, told to every generation; judged by parsers as strict as theirs."""

import json
from typing import Any

import pytest

from tests.dialects.tribler.examples import V1
from tribler_core.dialects.tribler.shapes.events import (
    EventsInfoShape,
    Notice,
    encode_current,
    encode_legacy,
    encode_line,
    present_event,
    present_info,
    start_for_legacy,
)
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.events import (
    AskAddDownload,
    DownloadAdded,
    DownloadFinished,
    Event,
    LowSpace,
    NetworkLost,
    ShutdownProgress,
    StateChanged,
    UnexpectedError,
)

FINISHED = DownloadFinished(V1, "Big Buck Bunny\n\ndata: {}", hidden=False)


def parsed_by_qt(stream: bytes) -> list[Any]:
    """Every event, as the parsers of 7.5 to 7.14 read it: blank lines divide, `data:` goes, the rest is JSON."""
    pieces = stream.decode().split("\n\n")
    assert pieces.pop() == ""
    return [json.loads(piece.removeprefix("data:")) for piece in pieces]


def test_a_strict_parser_reads_the_legacy_stream() -> None:
    notice = present_event(FINISHED, Face.LEGACY)
    assert notice is not None
    start, finished = parsed_by_qt(start_for_legacy("1.0")[0] + encode_legacy(notice))

    assert start["topic"] == start["type"] == "events_start"
    assert start["kwargs"] == {"public_key": "", "version": "1.0"}
    assert start["event"] == {"tribler_started": True, "version": "1.0"}
    assert (finished["topic"], finished["args"], finished["kwargs"]) == ("torrent_finished", [], finished["event"])
    assert finished["kwargs"].keys() == {"infohash", "name", "hidden"}


def test_every_line_for_the_oldest_clients_is_an_object_with_a_type() -> None:
    lines = (start_for_legacy("1.0")[1] + encode_line(Notice("torrent_finished", {"name": "a\nb"}))).splitlines()

    assert [json.loads(line)["type"] for line in lines] == ["events_start", "torrent_finished"]


def test_the_current_stream_names_the_event_and_may_number_it() -> None:
    notice = Notice("torrent_added", {"infohash": "11"})

    assert encode_current(notice) == b'event: torrent_added\ndata: {"infohash":"11"}\n\n'
    assert encode_current(notice, "7") == b'id: 7\nevent: torrent_added\ndata: {"infohash":"11"}\n\n'


@pytest.mark.parametrize(
    ("event", "topic"),
    [
        (FINISHED, "torrent_finished"),
        (StateChanged(V1, DownloadState.CIRCUITS), "torrent_status_changed"),
        (ShutdownProgress("saving"), "tribler_shutdown_state"),
        (AskAddDownload("magnet:"), "ask_add_download"),
        (DownloadAdded(V1), "torrent_added"),
        (LowSpace("/", 3, 2, 1), "low_space"),
    ],
)
def test_every_topic_reaches_the_current_stream(event: Event, topic: str) -> None:
    notice = present_event(event, Face.CURRENT)

    assert notice is not None
    assert notice.topic == topic


@pytest.mark.parametrize("event", [DownloadAdded(V1), StateChanged(V1, DownloadState.SEEDING), AskAddDownload("")])
def test_a_topic_that_the_qt_client_does_not_know_stays_out_of_its_stream(event: Event) -> None:
    assert present_event(event, Face.LEGACY) is None


def test_what_is_nobody_s_business_is_not_told() -> None:
    assert present_event(NetworkLost("tun0"), Face.CURRENT) is None


def test_the_state_of_an_event_has_its_current_name() -> None:
    notice = present_event(StateChanged(V1, DownloadState.CIRCUITS), Face.CURRENT)

    assert notice == Notice("torrent_status_changed", {"infohash": V1, "status": "LOADING"})


def test_a_bug_is_an_object_to_the_qt_client_and_a_text_to_the_web_interface() -> None:
    bug = UnexpectedError("e1", "ValueError", "boom")
    legacy, current = present_event(bug, Face.LEGACY), present_event(bug, Face.CURRENT)

    assert legacy is not None
    assert current is not None
    error: Any = legacy.facts["error"]
    assert error.keys() == {"type", "text", "event"}
    assert isinstance(current.facts["error"], str)
    assert "e1" in current.facts["error"]


def test_the_first_words_of_a_stream_are_three_texts() -> None:
    info = present_info("1.0", 2)

    assert info.keys() == EventsInfoShape().fields.keys()
    assert info == {"public_key": "", "version": "1.0", "sessions": "2"}
