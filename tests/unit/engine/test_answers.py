"""Questions that are open, and their ends."""

import asyncio

import pytest

from tribler_core.domain.errors import DownloadNotFound, EngineFailure, StorageError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.answers import Answers
from tribler_core.foundation.units import Seconds

SOME, OTHER = InfoHash("a" * 40), InfoHash("b" * 40)


def nothing() -> None:
    """Nobody is really asked."""


async def asked(answers: Answers, infohash: InfoHash = SOME, kind: str = "kind") -> "asyncio.Future[object]":
    """A question that has been put."""
    question = asyncio.ensure_future(answers.ask(infohash, kind, nothing))
    await asyncio.sleep(0)
    return question


async def test_an_answer_reaches_everybody_who_asked_that() -> None:
    answers = Answers()
    first, second, third = await asked(answers), await asked(answers), await asked(answers, OTHER)

    answers.answer(SOME, "kind", 7)

    assert (await first, await second) == (7, 7)
    assert not third.done()
    assert answers.asked(OTHER, "kind")
    assert not answers.asked(SOME, "kind")
    third.cancel()


async def test_answers_in_order_reach_one_after_the_other() -> None:
    answers = Answers()
    first, second = await asked(answers), await asked(answers)

    answers.answer_next(SOME, "kind", 1)
    answers.answer_next(SOME, "kind", 2)
    answers.answer_next(SOME, "kind", 3)

    assert (await first, await second) == (1, 2)


async def test_a_refusal_is_raised() -> None:
    answers = Answers()
    question = await asked(answers)

    answers.refuse(SOME, "kind", StorageError("no"))

    with pytest.raises(StorageError):
        await question


async def test_every_question_ends_when_its_torrent_leaves() -> None:
    answers = Answers()
    questions = [await asked(answers, SOME, kind) for kind in ("one", "two")]

    answers.forget(SOME)

    for question in questions:
        with pytest.raises(DownloadNotFound):
            await question


async def test_a_question_that_nobody_answers_ends() -> None:
    answers = Answers()

    with pytest.raises(EngineFailure):
        await answers.ask(SOME, "kind", nothing, patience=Seconds(0.01))

    assert not answers.asked(SOME, "kind")


async def test_who_goes_away_leaves_no_question_behind() -> None:
    answers = Answers()
    question = await asked(answers)
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question

    assert not answers.asked(SOME, "kind")
