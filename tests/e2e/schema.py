"""Calls every operation of a document, with what it allows and with what it does not."""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode

Operations = set[tuple[str, str]]
"""Methods and paths."""


def operations_of(document: dict[str, Any]) -> Operations:
    """All that it tells of."""
    return {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}


class Caller:
    """Sends what the strategies make up, and lets the answers be judged."""

    def __init__(
        self,
        url: str,
        *,
        examples: int,
        prepare: Callable[[Case[Any]], None],
        judge: Callable[[Case[Any], Response], None],
    ) -> None:
        """`examples`: of each operation in each mode; `prepare` makes a case one of something that is there."""
        self.session = requests.Session()
        self._url = url
        self._examples = examples
        self._prepare = prepare
        self._judge = judge

    def call_all(self, document: dict[str, Any], *, but: Collection[tuple[str, str]]) -> Operations:
        """What was called. Raises: what `judge` raises of a wrong answer."""
        self._called: Operations = set()
        for method, path, cases in _strategies(document):
            if (method, path) not in but:
                self._call_some(cases)
        return self._called

    def _call_some(self, cases: st.SearchStrategy[Case[Any]]) -> None:
        @settings(
            max_examples=self._examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],  # the first wrong answer will do
            suppress_health_check=list(HealthCheck),
        )
        @given(cases, st.booleans())
        def call(case: Case[Any], known: bool) -> None:
            if known:
                self._prepare(case)
            response = case.call(base_url=self._url, session=self.session, timeout=120)
            self._called.add((case.method.upper(), case.path))
            self._judge(case, response)

        with suppress(Unsatisfiable):  # an operation without parameters has no wrong ones
            call()


def _strategies(document: dict[str, Any]) -> Iterator[tuple[str, str, st.SearchStrategy[Case[Any]]]]:
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        for mode in GenerationMode:
            yield operation.method.upper(), operation.path, operation.as_strategy(generation_mode=mode)
