"""Pages of other origins."""

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS
from tribler_core.web.serving.options import Manners

PAGE = "https://ui.example"
ASKS = {"Origin": PAGE, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-api-key"}


async def test_no_origin_is_allowed_unless_it_is_listed(serve: Serve) -> None:
    for manners in (Manners(), Manners(cors_origins=["https://other.example"])):
        served = await serve(manners=manners)
        async with served.client.options(served.url + "/items", headers=ASKS) as answer:
            assert answer.status == 401
            assert "Access-Control-Allow-Origin" not in answer.headers
        async with served.client.get(served.url + "/items", headers=HEADERS | {"Origin": PAGE}) as answer:
            assert answer.status == 200
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_listed_origin_may_ask_and_read(serve: Serve) -> None:
    served = await serve(manners=Manners(cors_origins=[PAGE + "/"]))

    async with served.client.options(served.url + "/items", headers=ASKS) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == PAGE
        assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
        assert "X-Api-Key" in answer.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
    for path, status in (("/items", 200), ("/nope", 404)):
        async with served.client.get(served.url + path, headers=HEADERS | {"Origin": PAGE}) as answer:
            assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, PAGE)
            assert "Origin" in answer.headers["Vary"]


async def test_a_key_is_needed_from_a_listed_origin_too(serve: Serve) -> None:
    served = await serve(manners=Manners(cors_origins=["*"]))

    assert (await served.ask("GET", "/items", headers={"Origin": PAGE}))[0] == 401
