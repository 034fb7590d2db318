"""Rules for what is downloaded of feeds. Source: section 4.1 of the specification."""

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, ReadingEndpoint, asked, command, done, reads
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.dialects.qbittorrent.requests.rules import present_rule, read_rule
from tribler_core.dialects.qbittorrent.shapes.answers import OpenShape
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.people.principal import Scope
from tribler_core.services.rss.service import Feeds
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Text
from tribler_core.web.json import loads
from tribler_core.web.openapi.declare import docs


class RuleQuery(Parameters):
    """Which rule."""

    ruleName = Text(load_default="")  # noqa: N815 - the wire's spelling, as below


class RuleBody(RuleQuery):
    """A rule."""

    ruleName = Text(required=True)  # noqa: N815
    ruleDef = Text(required=True, metadata={"description": "A JSON object."})  # noqa: N815


class RuleNamesBody(RuleQuery):
    """Another name."""

    newRuleName = Text(load_default="")  # noqa: N815


class CloneBody(Parameters):
    """A rule like another."""

    sourceName = Text(load_default="")  # noqa: N815
    cloneName = Text(load_default="")  # noqa: N815


class RulesShape(OpenShape):
    """Rules by name."""


class TitlesShape(OpenShape):
    """Titles by feed."""


class RulesEndpoint(ReadingEndpoint):
    """Rules are shown, and tried."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds

    def routes(self) -> list[web.RouteDef]:
        return [*reads("/rss/rules", self.show), *reads("/rss/matchingArticles", self.matching, RuleQuery)]

    @docs(tags=["rss"], summary="Show the rules", responses={200: {"schema": RulesShape}})
    async def show(self, _: web.Request) -> web.Response:
        await self._feeds.load()
        return json_answer({name: present_rule(rule) for name, rule in self._feeds.rules.items()})

    @docs(tags=["rss"], summary="Show what a rule finds", responses={200: {"schema": TitlesShape}})
    async def matching(self, request: web.Request) -> web.Response:
        await self._feeds.load()
        return json_answer(await self._feeds.matching(asked(request)["ruleName"]))


class RuleEndpoint(Endpoint):
    """Rules are changed; rules that are not there change nothing."""

    changes = Scope.CONTROL

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/rss/setRule", self.set, RuleBody),
            command("/rss/renameRule", self.rename, RuleNamesBody),
            command("/rss/cloneRule", self.clone, CloneBody),
            command("/rss/removeRule", self.remove, RuleQuery),
        ]

    @docs(tags=["rss"], summary="Make or replace a rule", responses={200: EMPTY}, produces=(TEXT,))
    async def set(self, request: web.Request) -> web.Response:
        given = asked(request)
        try:
            wire = loads(given["ruleDef"].encode())
        except ValueError:
            wire = None
        if not isinstance(wire, dict) or not given["ruleName"].strip():
            raise InvalidParameter("ruleDef: must be a JSON object")
        await self._feeds.load()
        await self._feeds.set_rule(given["ruleName"], read_rule(wire))
        return done()

    @docs(tags=["rss"], summary="Rename a rule", responses={200: EMPTY}, produces=(TEXT,))
    async def rename(self, request: web.Request) -> web.Response:
        given = asked(request)
        await self._feeds.load()
        await self._feeds.rename_rule(given["ruleName"], given["newRuleName"])
        return done()

    @docs(tags=["rss"], summary="Clone a rule", responses={200: EMPTY}, produces=(TEXT,))
    async def clone(self, request: web.Request) -> web.Response:
        given = asked(request)
        await self._feeds.load()
        await self._feeds.clone_rule(given["sourceName"], given["cloneName"])
        return done()

    @docs(tags=["rss"], summary="Remove a rule", responses={200: EMPTY}, produces=(TEXT,))
    async def remove(self, request: web.Request) -> web.Response:
        await self._feeds.load()
        await self._feeds.remove_rule(asked(request)["ruleName"])
        return done()
