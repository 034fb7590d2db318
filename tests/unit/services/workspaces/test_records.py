"""What is remembered of a workspace comes back as it was; what is unreadable is refused."""

import pytest

from tests.fakes.catalogue import FakeStore
from tribler_core.foundation.units import Timestamp
from tribler_core.services.workspaces.notes import WorkspaceNotes
from tribler_core.services.workspaces.record import WorkspaceRecord, from_document, to_document

RECORD = WorkspaceRecord(id="ab" * 16, first_port=6881, last_port=6883, port=0, durable=True, created=Timestamp(7))


def test_a_record_comes_back_as_it_was_stored() -> None:
    assert from_document(to_document(RECORD)) == RECORD


@pytest.mark.parametrize("document", [None, [], {}, {**to_document(RECORD), "port": "x"}])
def test_what_is_no_record_is_refused(document: object) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        from_document(document)


def test_the_port_of_the_last_time_is_tried_first() -> None:
    assert RECORD.ports == [6881, 6882, 6883]
    again = WorkspaceRecord(id="x", first_port=6881, last_port=6883, port=6882, durable=True, created=Timestamp(7))
    assert again.ports == [6882, 6881, 6883]


async def test_notes_are_one_document_and_go_with_their_workspace() -> None:
    store = FakeStore()
    notes = WorkspaceNotes(store, "workspace.x")
    await notes.load()
    await notes.put("a", 1)
    await notes.put("b", [2])
    await notes.delete("a")
    assert store.values == {"workspace.x": {"b": [2]}}

    again = WorkspaceNotes(store, "workspace.x")
    await again.load()
    assert (await again.get("a"), await again.get("b")) == (None, [2])

    await again.forget()
    assert store.values == {}
    assert await again.get("b") is None


async def test_notes_of_what_does_not_last_are_in_memory() -> None:
    notes = WorkspaceNotes(None, "workspace.x")
    await notes.load()
    await notes.put("a", 1)
    assert await notes.get("a") == 1
    await notes.delete("a")
    await notes.forget()
    assert await notes.get("a") is None
