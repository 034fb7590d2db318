"""What one client says over its socket, and what it is answered. Source: sections 8.2 and 8.3 of the specification."""

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Protocol

from tribler_core.dialects.resttorrent.commands.sessions import Payload
from tribler_core.dialects.resttorrent.commands.table import Commanded
from tribler_core.dialects.resttorrent.errors import FieldRefused, UnknownCommand, failure_body
from tribler_core.dialects.resttorrent.push.subscribing import Subscriber, Subscribing
from tribler_core.dialects.resttorrent.requests.given import Given
from tribler_core.domain.errors import InvalidParameter, TriblerError
from tribler_core.web.errors import UnexpectedFailure

log = logging.getLogger(__name__)

EVENT = "v1"
AT_ONCE = 64
"""Requests of one socket that may be under way."""

Report = Callable[[str, Exception], None]
"""Hears of every bug: its error id and the exception."""


class Wire(Protocol):
    """A socket, whatever the generation of its protocol."""

    async def emit(self, event: str, message: object) -> None:
        """Send an event; returns when it is on its way, not when it is there."""
        ...

    def backlog(self) -> int:
        """Packets that wait to be sent."""
        ...

    @property
    def is_open(self) -> bool:
        """Something can still be sent."""
        ...


class Conversation:
    """One client: its requests, and what it subscribed to."""

    def __init__(self, wire: Wire, commands: Mapping[str, Commanded], subscribing: Subscribing, report: Report) -> None:
        self.wire = wire
        self._commands = commands
        self._subscribing = subscribing
        self._report = report
        self._subscriber: Subscriber | None = None
        self._under_way = 0

    async def said(self, arguments: list[object], *, acknowledged: bool) -> Payload:
        """A message of the event `v1`: answers what an acknowledgement shall carry.

        The reply is emitted as well, when the client gave it a `t_id` or wants no acknowledgement.
        """
        message = arguments[0] if arguments else None
        reply = await self._answer(message)
        named = False
        if isinstance(message, Mapping):
            reply |= {name: message[name] for name in ("t_id", "command") if name in message}
            named = "t_id" in message
        if named or not acknowledged:
            await self.wire.emit(EVENT, reply)
        return reply

    def close(self) -> None:
        """The client has gone."""
        if self._subscriber is not None:
            self._subscribing.leave(self._subscriber)
            self._subscriber = None

    async def _answer(self, message: object) -> Payload:
        if self._under_way >= AT_ONCE:
            return failure_body(InvalidParameter(f"there are {AT_ONCE} requests under way already"))
        self._under_way += 1
        try:
            return {"status": "success", **await self._do(message)}
        except TriblerError as error:
            return failure_body(error)
        except Exception as error:
            error_id = secrets.token_hex(4)
            log.exception("unexpected error %s", error_id)
            self._report(error_id, error)
            return failure_body(UnexpectedFailure(error_id, error))
        finally:
            self._under_way -= 1

    async def _do(self, message: object) -> Payload:
        if not isinstance(message, Mapping):
            raise InvalidParameter("a message is an object with a command")
        name = message.get("command")
        if not isinstance(name, str) or not name:
            raise FieldRefused("command", "must say what is to be done")
        given = Given({key: value for key, value in message.items() if isinstance(key, str)})
        if name == "subscribe":
            self._subscriber, state = await self._subscribing.subscribe(given, self.wire, self._subscriber)
            return state
        if name == "unsubscribe":
            self.close()
            return {}
        commanded = self._commands.get(name)
        if commanded is None:
            raise UnknownCommand(name)
        return await commanded.run(given)
