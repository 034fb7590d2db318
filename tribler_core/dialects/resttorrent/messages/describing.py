"""The messages of sockets as an AsyncAPI 3 document.

Made of the table of commands, of what the document of the routes says of each, and of the table of events, so that it
cannot tell other parameters than there are. Source: the AsyncAPI specification, 3.0.0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tribler_core.dialects.resttorrent.commands.table import Commanded
from tribler_core.dialects.resttorrent.messages.conversation import EVENT as ASKING
from tribler_core.dialects.resttorrent.push.happenings import FACTS, LAGGED, OPT_IN
from tribler_core.dialects.resttorrent.push.subscribing import EVENT as TELLING

Document = dict[str, Any]

_JSON = "application/json"
_OF_HTTP = "callback"
"""A parameter that makes no sense in a message."""
_SAME_AS = {"pause_torrent": "command_torrent", "resume_torrent": "command_torrent"}
"""Commands without a route, and those whose path and answer they have."""
_TEXT, _NUMBER, _TEXTS = {"type": "string"}, {"type": "number"}, {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True, slots=True)
class _Command:
    """One message, and its reply."""

    name: str
    aliases: Sequence[str] = ()
    summary: str = ""
    parameters: Document = field(default_factory=dict)
    """A schema."""
    answer: Document = field(default_factory=dict)
    """Another."""


_ALONE = (
    _Command(
        "subscribe",
        summary="Be told what happens, as `v1_event`; the reply says how things are now",
        parameters={
            "properties": {
                "session_id": {**_TEXTS, "description": "Also one, or `*`: all."},
                "infohash": {**_TEXTS, "description": "Also one; all unless said."},
                "events": {**_TEXTS, "description": f"All unless said, but for {', '.join(sorted(OPT_IN))}."},
                "interval": {**_NUMBER, "description": "Seconds from one `torrent_update` to the next."},
            }
        },
        answer={
            "properties": {
                "interval": _NUMBER,
                "events": _TEXTS,
                "sessions": {"type": "array", "items": {"$ref": "#/components/schemas/SessionShape"}},
            }
        },
    ),
    _Command("unsubscribe", summary="Be told no more"),
    _Command("ping", summary="The time of the daemon", answer={"properties": {"time": _NUMBER}}),
)


def describe_messages(routes: Document, prefix: str, commands: Sequence[Commanded]) -> Document:
    """`routes` is the OpenAPI 3 document of the commands that have a route below `prefix`."""
    asked = [*_commands(routes["paths"], prefix, commands), *_ALONE]
    messages = {each.name: _request(each) for each in asked} | {f"{each.name}_reply": _reply(each) for each in asked}
    told = {kind: _event(kind, facts) for kind, facts in {**FACTS, **LAGGED}.items()}
    return {
        "asyncapi": "3.0.0",
        "info": {**routes["info"], "title": f"{routes['info']['title']} over Socket.IO"},
        "defaultContentType": _JSON,
        "channels": {
            ASKING: _channel(ASKING, "Commands, and their replies to whoever gave them.", messages),
            TELLING: _channel(TELLING, "What happens, told to those who have subscribed.", told),
        },
        "operations": {
            **{each.name: _operation(each) for each in asked},
            "tell": {"action": "send", **_on(TELLING, told)},
        },
        "components": {"schemas": _modern(routes["components"]["schemas"]), "messages": {**messages, **told}},
    }


def _commands(paths: Document, prefix: str, commands: Sequence[Commanded]) -> Iterator[_Command]:
    """Those with a route as it is described, and those that are the same with something set."""
    bound = {each.name: paths[prefix + each.path][each.method.lower()] for each in commands if each.method}
    for each in commands:
        if each.name in bound or each.name in _SAME_AS:
            said = bound[_SAME_AS.get(each.name, each.name)]
            summary = said["summary"] if each.name in bound else f"{said['summary']}: {each.name.partition('_')[0]} it"
            parameters = _parameters(said, whole=each.name in bound)
            answer = said["responses"]["200"]["content"][_JSON]["schema"]
            yield _Command(each.name, each.aliases, summary, parameters, answer)


def _parameters(said: Document, *, whole: bool) -> Document:
    """Of the path, the query and the body; not `whole`: of the path alone."""
    listed = [each for each in said.get("parameters", ()) if each["name"] != _OF_HTTP]
    own = {each["name"]: _described(each) for each in listed if whole or each["in"] == "path"}
    required = [each["name"] for each in listed if each["in"] == "path"]
    schema: Document = {"properties": own, **({"required": required} if required else {})}
    body = said.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("schema")
    return {"allOf": [schema, body]} if whole and body else schema


def _described(parameter: Document) -> Document:
    text = parameter.get("description")
    return {**parameter["schema"], **({"description": text} if text else {})}


def _request(command: _Command) -> Document:
    named = {
        "command": {**_TEXT, "enum": [command.name, *command.aliases]},
        "t_id": {"description": "Any scalar; the reply has it, and is then emitted even when it is acknowledged."},
    }
    return _message(command.name, {"allOf": [{"required": ["command"], "properties": named}, command.parameters]})


def _reply(command: _Command) -> Document:
    named = {"status": _TEXT, "command": _TEXT, "t_id": {}}
    success = {"allOf": [{"required": ["status"], "properties": named}, command.answer]}
    failure = {"$ref": "#/components/schemas/Error"}
    return _message(f"{command.name}_reply", {"anyOf": [success, failure]})


def _event(kind: str, facts: Sequence[str]) -> Document:
    known = {"event": {"const": kind}, "seq": {"type": "integer"}, "time": _NUMBER}
    properties = {**known, **{name: {} for name in facts}}
    return _message(kind, {"required": sorted(properties), "properties": properties})


def _message(name: str, payload: Document) -> Document:
    return {"name": name, "contentType": _JSON, "payload": {"type": "object", **payload}}


def _operation(command: _Command) -> Document:
    return {
        "action": "receive",
        "summary": command.summary,
        **_on(ASKING, [command.name]),
        "reply": _on(ASKING, [f"{command.name}_reply"]),
    }


def _channel(address: str, description: str, messages: Document) -> Document:
    refs = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    return {"address": address, "description": description, "messages": refs}


def _on(channel: str, names: Sequence[str] | Document) -> Document:
    messages = [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names]
    return {"channel": {"$ref": f"#/channels/{channel}"}, "messages": messages}


def _modern(schema: Any) -> Any:
    """What may be null says so in its type, as JSON Schema does."""
    if isinstance(schema, list):
        return [_modern(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    known = {name: _modern(value) for name, value in schema.items() if name != "nullable"}
    if schema.get("nullable") is True and isinstance(known.get("type"), str):
        known["type"] = [known["type"], "null"]
    return known
