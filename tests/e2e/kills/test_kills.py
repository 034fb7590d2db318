"""`kill -9` at random moments while downloading and while adding: nothing that was answered or flushed is lost."""

import random
from pathlib import Path

import pytest

from tests.e2e.kills.campaign import Campaign

ROUNDS = 13
"""Kills in each of the four campaigns."""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(4))
async def test_nothing_is_lost_by_kills_at_random_moments(tmp_path: Path, number: int) -> None:
    await endure(tmp_path, ROUNDS)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_nothing_is_lost_on_postgresql_either(tmp_path: Path, postgres_url: str) -> None:
    await endure(tmp_path, 4, {"storage.url": postgres_url})


async def endure(folder: Path, rounds: int, options: dict[str, str] | None = None) -> None:
    """Kill a daemon so many times; a failure is repeated with the seed that was printed."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"the seed of this campaign: {seed}")  # noqa: T201 - pytest shows it when the test fails
    campaign = Campaign(folder, seed, options)
    try:
        for number in range(rounds):
            await (campaign.die_young() if number % 4 == 3 else campaign.live_and_die())
        await campaign.finish()
        await campaign.rest()
    finally:
        await campaign.daemon.kill()
        campaign.swarm.__exit__()
    assert campaign.kills == rounds
