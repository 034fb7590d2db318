"""The documents of the API, made of a house that is built and never started."""

import asyncio
import json
import tempfile
from pathlib import Path

from tribler_core import __version__
from tribler_core.config.loader import Invocation, load
from tribler_core.config.store import ConfigStore
from tribler_core.daemon.app import build
from tribler_core.daemon.core import Process
from tribler_core.daemon.process.logging import DaemonLog
from tribler_core.daemon.process.stopping import StopRequest
from tribler_core.foundation.clock import SystemClock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.storage.catalogue import SqlCatalogue
from tribler_core.web.serving.documents import build_document, by_name

EVERY_DIALECT = {"TRIBLERD_TORBOX__ENABLED": "true", "TRIBLERD_RESTTORRENT__ENABLED": "true"}
"""What is off by default is described as well."""


def documents() -> dict[str, str]:
    """The OpenAPI 3 document of each dialect, by name, and AsyncAPI 3 where there are sockets; the same everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_documents(Path(folder)))


async def _documents(state_dir: Path) -> dict[str, str]:
    store = ConfigStore(load(Invocation({"--state-dir": str(state_dir)}, EVERY_DIALECT)))
    catalogue = await SqlCatalogue.open(store.current.storage, state_dir)
    try:
        daemon = build(
            Process(
                store=store,
                catalogue=catalogue,
                engine_state=b"",
                log=DaemonLog(store.current.logging, tuple),
                stop=StopRequest(),
                clock=SystemClock(),
                tasks=TaskOwner(),
            )
        )
        described = {
            name: (faces, build_document(faces, __version__)) for name, faces in by_name(daemon.dialects).items()
        }
        spoken = {
            f"{name}.asyncapi": face.messages(document)
            for name, (faces, document) in described.items()
            for face in faces
            if face.messages is not None
        }
        documents = {name: document for name, (_, document) in described.items()} | spoken
        return {name: json.dumps(each, indent=2, ensure_ascii=False) + "\n" for name, each in documents.items()}
    finally:
        await catalogue.close()
