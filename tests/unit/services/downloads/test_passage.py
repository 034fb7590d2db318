"""Who may enter the engine, and what is shown of those who may not."""

import pytest

from tests.builders import a_magnet_record, a_metainfo, a_record, a_transfer, an_add, some_settings
from tests.fakes.network import FakeReadiness
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import Activity, DownloadState, Hold
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.services.downloads.defaults import DownloadDefaults
from tribler_core.services.downloads.passage import first_row, is_streamable, order_of, resting

HIDDEN = {"hops": Hops(1), "safe_seeding": True}


@pytest.mark.parametrize(
    ("readiness", "state"),
    [
        (FakeReadiness(), DownloadState.CIRCUITS),
        (FakeReadiness(available=True), DownloadState.EXIT_NODES),
        (FakeReadiness(available=True, ready=True), DownloadState.EXIT_NODES),
        (FakeReadiness(available=True, exits_known=True), DownloadState.CIRCUITS),
    ],
)
async def test_a_hidden_download_waits_for_what_is_missing(
    room: Room, readiness: FakeReadiness, state: DownloadState
) -> None:
    room.network.now = readiness

    added = await room.downloads.add(an_add(**HIDDEN))

    assert room.downloads.get(added.infohash).state is state
    assert room.engine.orders == []


async def test_a_plain_download_never_waits(room: Room) -> None:
    assert room.parts.loading._passage.hold(Hops(0)) is Hold.NONE


async def test_an_operator_who_wants_to_hear_of_it_does(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=room.defaults.destination, reject_hidden=True)
    plain = (await room.downloads.add(an_add(2))).infohash

    with pytest.raises(AnonymityUnavailable):
        await room.downloads.add(an_add(**HIDDEN))
    with pytest.raises(AnonymityUnavailable):
        await room.downloads.update(plain, DownloadPatch(hops=Hops(1)))

    assert room.downloads.get(plain).state is DownloadState.DOWNLOADING
    assert len(room.catalogue.records) == 1


def test_what_the_engine_has_not_spoken_of_is_shown_as_far_as_it_is_known() -> None:
    metainfo = a_metainfo(1, files={"film.mov": 5}, trackers=["http://a", "http://b"], private=True)

    row = first_row(a_record(torrent=metainfo.data), metainfo, Hold.NONE)
    unknown = first_row(a_record(), None, Hold.LOADING)
    magnet = first_row(a_magnet_record(), a_magnet_record().magnet, Hold.NONE)

    assert (row.name, row.transfer.size, row.transfer.private, row.streamable) == ("imagined 1", 5, True, True)
    assert [tracker.tier for tracker in row.trackers] == [0, 1]
    assert (unknown.name, unknown.transfer.has_metadata) == (unknown.infohash, True)
    assert (magnet.name, magnet.state) == ("imagined 1", DownloadState.METADATA)


@pytest.mark.parametrize("settings", [{"user_stopped": True}, {"stopped_by_rule": True}])
def test_what_is_stopped_is_shown_stopped_from_the_beginning(settings: dict[str, bool]) -> None:
    record = a_record(settings=some_settings(auto_managed=True, **settings))

    assert first_row(record, a_metainfo(), Hold.NONE).state is DownloadState.STOPPED


def test_an_order_names_a_torrent_or_a_magnet() -> None:
    both = a_record(magnet=a_magnet_record().magnet)

    assert (order_of(both).magnet, order_of(both).torrent) == (None, both.torrent)


def test_out_of_the_engine_nothing_moves() -> None:
    before = a_transfer(activity=Activity.SEEDING, upload_rate=5, peers_connected=2, queue_position=1, uploaded=9)

    after = resting(before)

    assert (after.upload_rate, after.peers_connected, after.queue_position, after.paused) == (0, 0, None, True)
    assert (after.activity, after.uploaded, after.done) == (before.activity, 9, before.done)


def test_videos_are_known_by_their_names() -> None:
    assert is_streamable(["text.txt", "Film.M4V"])
    assert not is_streamable(["film.avi", "mp4"])
