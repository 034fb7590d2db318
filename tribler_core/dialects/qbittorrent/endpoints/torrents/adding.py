"""Adding torrents. Source: section 2.6 of the specification."""

from aiohttp import web

from tribler_core.dialects.qbittorrent.adding import Adding, Outcome
from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import TEXT, text
from tribler_core.dialects.qbittorrent.errors import Conflict
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.adding import AddParameters
from tribler_core.dialects.qbittorrent.requests.uploads import read_form
from tribler_core.dialects.qbittorrent.shapes.answers import AddedShape
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import JSON, described, docs
from tribler_core.web.request.forms import folded
from tribler_core.web.request.validation import load

_MOST_NAMED = 100
"""Ids in a header: clients take lines of eight kilobytes at most."""
_DESCRIPTION = (
    "As a form: `urls`, and any number of .torrent files under any name; parameters may be in the form or the query. "
    "Answers when each torrent is there; `X-Torrent-Ids` names them (the first hundred) and `X-Add-Failures` says how "
    "many failed and why. Profile 5.2 answers with JSON, 202 while URLs are still being fetched, and 409 when "
    "everything failed."
)


class AddEndpoint(Endpoint):
    """Torrents come in."""

    def __init__(self, adding: Adding, targets: Targets, profile: Profile) -> None:
        self._adding = adding
        self._targets = targets
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/torrents/add", self.add)]

    @docs(
        tags=["torrents"],
        summary="Add torrents",
        description=_DESCRIPTION,
        responses={200: {"schema": AddedShape}, 202: {"schema": AddedShape}},
        produces=(JSON, TEXT),
    )
    @described(body=AddParameters, files=True)
    async def add(self, request: web.Request) -> web.Response:
        form = await read_form(request)
        asked = load(AddParameters(), {**folded(request.query.items()), **form.values})
        outcome = await self._adding.add(form.uploads, asked.get("urls", []), asked)
        return self._answer(outcome, [self._targets.id_of(await self._targets.one(each)) for each in outcome.added])

    def _answer(self, outcome: Outcome, ids: list[str]) -> web.Response:
        accepted = bool(outcome.added or outcome.pending)
        headers = {"X-Torrent-Ids": ",".join(ids[:_MOST_NAMED])}
        if outcome.failures:
            reasons = ",".join(dict.fromkeys(failure.value for failure in outcome.failures))
            headers["X-Add-Failures"] = f"{len(outcome.failures)};{reasons}"
        if not self._profile.speaks_status:
            return text("Ok." if accepted else "Fails.", headers=headers)
        if not accepted:
            raise Conflict("Conflict")
        said = {
            "success_count": len(ids),
            "failure_count": len(outcome.failures),
            "pending_count": outcome.pending,
            "added_torrent_ids": ids,
        }
        answer = json_answer(said, status=202 if outcome.pending else 200)
        answer.headers.update(headers)
        return answer
