"""The routes below /v1/sessions, each bound to the command of its name."""

from aiohttp import web
from aiohttp.typedefs import Handler

from tribler_core.dialects.resttorrent.answers import Answers
from tribler_core.dialects.resttorrent.commands.table import Commanded, Commands
from tribler_core.dialects.resttorrent.endpoints import said
from tribler_core.dialects.resttorrent.requests.given import Given
from tribler_core.domain.people.principal import Scope
from tribler_core.foundation.units import Seconds
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import Answer, described, docs
from tribler_core.web.request.bodies import decode
from tribler_core.web.request.forms import folded

_PATIENCE = Seconds(300.0)
"""For a body."""


class ResourceEndpoint(Endpoint):
    """The commands of one path."""

    reads = Scope.READ
    changes = Scope.CONTROL

    def __init__(self, path: str, commands: list[Commanded], answers: Answers) -> None:
        self._path = path
        self._commands = commands
        self._answers = answers

    def routes(self) -> list[web.RouteDef]:
        return [web.route(each.method, self._path, self._handler(each)) for each in self._commands]

    def _handler(self, commanded: Commanded) -> Handler:
        answers = self._answers

        async def handle(request: web.Request) -> web.Response:
            answers.check(request)
            given = Given({**await _parameters(request), **request.match_info})
            return answers.success(request, await commanded.run(given))

        spoken = said.OPERATIONS[commanded.name]
        shapes = described(path=spoken.path, query=spoken.query, body=spoken.body, files=spoken.files)
        answer: Answer = {
            "description": "Of failures, too, which have `status: fail`, unless their status is asked for.",
            "schema": spoken.answer,
        }
        return docs(tags=[spoken.tag], summary=spoken.summary, description=spoken.description, responses={200: answer})(
            shapes(handle)
        )


async def _parameters(request: web.Request) -> dict[str, object]:
    """From wherever they come; later ones go before earlier ones: query, form, file, JSON."""
    values = folded(request.query.items())
    if not request.can_read_body:
        return values
    body = await decode(request, _PATIENCE)
    files = {"file": body.torrents[-1]} if body.torrents else {}
    return {**values, **body.values, **files}


def rest_endpoints(commands: Commands, answers: Answers) -> list[Endpoint]:
    """One for each path."""
    by_path: dict[str, list[Commanded]] = {}
    for commanded in commands.all():
        if commanded.method:
            by_path.setdefault(commanded.path, []).append(commanded)
    return [ResourceEndpoint(path, group, answers) for path, group in by_path.items()]
