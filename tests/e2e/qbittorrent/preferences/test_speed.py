"""Limits of speed: when they hold, and for whom."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.e2e.offers import Swarm
from tests.e2e.qbittorrent.preferences.house import LiveHouse, told


async def until_mode(house: LiveHouse, mode: str) -> None:
    await told(lambda: house.get_text("transfer/speedLimitsMode"), lambda text: text == mode)


@pytest.mark.observes(
    "scheduler_enabled",
    "schedule_from_hour",
    "schedule_from_min",
    "schedule_to_hour",
    "schedule_to_min",
    "scheduler_days",
)
async def test_the_alternative_limits_hold_at_certain_times(house: LiveHouse) -> None:
    """Six hours around now; then other days, other hours, and other minutes alone."""
    now = datetime.now().astimezone()
    begin, end = now - timedelta(hours=3), now + timedelta(hours=3)
    days = [3 + day.weekday() for day in (begin, now, end)]
    other_day = next(number for number in range(3, 10) if number not in days)
    window: dict[str, Any] = {
        "schedule_from_hour": begin.hour,
        "schedule_from_min": begin.minute,
        "schedule_to_hour": end.hour,
        "schedule_to_min": end.minute,
    }
    await house.set(scheduler_enabled=True, **window)
    await until_mode(house, "1")
    await house.set(scheduler_days=other_day)
    await until_mode(house, "0")
    await house.set(scheduler_days=0)
    await until_mode(house, "1")
    await house.set(schedule_to_hour=begin.hour, schedule_to_min=begin.minute)  # a window without length is none
    await until_mode(house, "0")
    await house.set(schedule_to_hour=end.hour)
    await until_mode(house, "1")
    await house.set(schedule_from_hour=end.hour, schedule_from_min=(begin.minute + 1) % 60)
    await house.set(schedule_to_min=(begin.minute + 1) % 60)
    await until_mode(house, "0")
    await house.set(scheduler_enabled=False)
    await until_mode(house, "0")


@pytest.mark.observes("limit_lan_peers", "limit_utp_rate")
@pytest.mark.parametrize("spared", ["limit_lan_peers", "limit_utp_rate"])
async def test_some_peers_are_spared_the_limits(house: LiveHouse, spared: str) -> None:
    """A megabyte would take a quarter of an hour at a kilobyte a second."""
    utp = spared == "limit_utp_rate"
    options = {"enable_incoming_tcp": False, "enable_incoming_utp": True} if utp else {}
    with Swarm(house.folder / "swarm", **options) as swarm:
        await house.set(dl_limit=1024, bittorrent_protocol=2 if utp else 1, limit_lan_peers=True, limit_utp_rate=True)
        await house.set(**{spared: False})
        house.was_set |= {"limit_lan_peers", "limit_utp_rate"}
        offer = swarm.offer("film", {"a.bin": 1_000_000}, trackers=[swarm.tracker.announce_url])
        infohash = await house.add(offer.torrent)
        await house.until(infohash, lambda row: row["progress"] == 1)
