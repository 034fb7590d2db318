"""Who may come in, by which name, and what every answer says."""

import asyncio
import json
from typing import Any

import pytest

from tests.e2e.qbittorrent.preferences.conftest import OpenLiveHouse
from tests.e2e.qbittorrent.preferences.house import API, LiveHouse, told
from tests.e2e.qbittorrent.test_listening import free_port
from tests.swarm import LOOPBACK, until
from tests.unit.web.serving.test_listeners import a_certificate, served_name

FROM_AFAR = {"X-Forwarded-For": "203.0.113.7"}


class Stranger:
    """Somebody on another machine, as a proxy on ours says."""

    def __init__(self, house: LiveHouse) -> None:
        self._house = house

    async def ask(self, verb: str, path: str, **options: Any) -> tuple[int, str, Any]:
        headers = {**FROM_AFAR, **options.pop("headers", {})}
        async with self._house.client.request(verb, self._house.url + path, headers=headers, **options) as answer:
            return answer.status, await answer.text(), answer.headers

    async def version(self, **headers: str) -> int:
        return (await self.ask("GET", f"{API}app/version", headers=headers))[0]

    async def log_in(self, user: str, password: str, agent: str = "a") -> tuple[str, str]:
        """What is said, and the cookie."""
        pair, headers = {"username": user, "password": password}, {"User-Agent": agent}
        _, text, answered = await self.ask("POST", f"{API}auth/login", data=pair, headers=headers)
        return text, answered.get("Set-Cookie", "").partition(";")[0]


PROXY = {"web_ui_reverse_proxy_enabled": True, "web_ui_reverse_proxies_list": LOOPBACK}


@pytest.mark.observes(
    "web_ui_reverse_proxy_enabled",
    "web_ui_reverse_proxies_list",
    "bypass_auth_subnet_whitelist_enabled",
    "bypass_auth_subnet_whitelist",
    "bypass_local_auth",
)
async def test_who_needs_no_password(house: LiveHouse) -> None:
    stranger = Stranger(house)
    await house.set(bypass_auth_subnet_whitelist_enabled=True, bypass_auth_subnet_whitelist="203.0.113.0/24")
    assert await stranger.version() == 403  # a proxy that nobody knows is not believed
    await house.set(**PROXY)
    assert await stranger.version() == 200
    await house.set(bypass_auth_subnet_whitelist="203.0.114.0/24")
    assert await stranger.version() == 403
    await house.set(bypass_auth_subnet_whitelist_enabled=False, bypass_auth_subnet_whitelist="203.0.113.0/24")
    assert await stranger.version() == 403
    await house.set(bypass_local_auth=False)
    async with house.client.get(f"{house.url}{API}app/version") as answer:
        assert answer.status == 403


@pytest.mark.observes(
    "web_ui_username",
    "web_ui_password",
    "web_ui_session_timeout",
    "web_ui_sessions_count_limit",
    "web_ui_max_auth_fail_count",
    "web_ui_ban_duration",
    "web_ui_secure_cookie_enabled",
)
async def test_passwords_sessions_and_bans(house: LiveHouse) -> None:
    stranger = Stranger(house)
    await house.set(**PROXY, web_ui_username="somebody", web_ui_password="some words")
    assert (await stranger.log_in("admin", "some words"))[0] == "Fails."
    text, cookie = await stranger.log_in("somebody", "some words")
    assert (text, await stranger.version(Cookie=cookie)) == ("Ok.", 200)
    await house.set(web_ui_session_timeout=100)
    house.clock.passed += 200
    assert await stranger.version(Cookie=cookie) == 403

    await house.set(web_ui_sessions_count_limit=1)
    cookies = [(await stranger.log_in("somebody", "some words", agent))[1] for agent in ("a", "b")]
    assert [await stranger.version(Cookie=cookie) for cookie in cookies] == [403, 200]

    secure = {"X-Forwarded-Proto": "https", "Cookie": cookies[1]}
    marked = []
    for wanted in (True, False):
        await house.set(web_ui_secure_cookie_enabled=wanted)
        _, _, headers = await stranger.ask("POST", f"{API}auth/login", headers=secure)
        marked.append("Secure" in headers["Set-Cookie"])
    assert marked == [True, False]
    await house.set(web_ui_secure_cookie_enabled=True)

    await house.set(web_ui_max_auth_fail_count=2, web_ui_ban_duration=50)
    for number in range(2):
        assert (await stranger.log_in("somebody", f"wrong {number}"))[0] == "Fails."
    assert "banned" in (await stranger.log_in("somebody", "some words"))[0]
    house.clock.passed += 60
    assert (await stranger.log_in("somebody", "some words"))[0] == "Ok."


@pytest.mark.observes("web_ui_csrf_protection_enabled", "web_ui_host_header_validation_enabled", "web_ui_domain_list")
async def test_pages_of_others_and_names_that_are_not_ours(open_house: OpenLiveHouse) -> None:
    house = await open_house(api__allowed_hosts="*")

    async def status(**headers: str) -> int:
        async with house.client.get(f"{house.url}{API}app/version", headers=headers) as answer:
            return answer.status

    found = [await status(Origin="http://evil.example")]
    await house.set(web_ui_csrf_protection_enabled=False)
    found.append(await status(Origin="http://evil.example"))
    await house.set(web_ui_domain_list="good.example;*.good.example")
    found += [await status(Host="good.example"), await status(Host="evil.example")]
    await house.set(web_ui_host_header_validation_enabled=False)
    found.append(await status(Host="evil.example"))
    assert found == [401, 200, 200, 401, 200]


@pytest.mark.observes(
    "web_ui_clickjacking_protection_enabled",
    "web_ui_use_custom_http_headers_enabled",
    "web_ui_custom_http_headers",
    "app_instance_name",
    "alternative_webui_enabled",
    "alternative_webui_path",
)
async def test_what_a_browser_sees(open_house: OpenLiveHouse, tmp_path: Any) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "index.html").write_text("an interface")
    house = await open_house(webui__alternative_path=str(tmp_path / "ui"))

    async def page() -> tuple[str, Any]:
        async with house.client.get(f"{house.url}/") as answer:
            return await answer.text(), answer.headers

    text, headers = await page()
    assert (text, headers["X-Frame-Options"], headers.get("X-Mine")) == ("an interface", "SAMEORIGIN", None)
    await house.set(web_ui_custom_http_headers="X-Mine: yes", web_ui_use_custom_http_headers_enabled=True)
    await house.set(web_ui_clickjacking_protection_enabled=False)
    _, headers = await page()
    assert (headers["X-Mine"], "X-Frame-Options" in headers) == ("yes", False)
    await house.set(alternative_webui_enabled=False, app_instance_name="the <box>", alternative_webui_path="/etc")
    text, _ = await page()
    assert "triblerd the &lt;box&gt;" in text
    assert (await house.shown())["alternative_webui_path"] == str(tmp_path / "ui")


@pytest.mark.observes("web_ui_api_key", "current_interface_name", "add_trackers_url_list")
async def test_what_is_only_told_cannot_be_set(house: LiveHouse) -> None:
    key = json.loads(await house.post("app/rotateAPIKey"))["apiKey"]
    await house.set(web_ui_api_key="qbt_mine", current_interface_name="eth9", add_trackers_url_list="http://x/")

    shown = await house.shown()
    assert shown["web_ui_api_key"] == f"qbt_…{key[-4:]}"
    assert (shown["current_interface_name"], shown["add_trackers_url_list"]) == ("", "")


async def name_at(port: int) -> str:
    """Of the certificate; empty while the listener moves."""
    try:
        async with asyncio.timeout(2):
            return await served_name(port)
    except OSError:  # of which a timeout is one
        return ""


@pytest.mark.observes(
    "web_ui_port",
    "web_ui_address",
    "use_https",
    "ssl_cert",
    "ssl_key",
    "web_ui_https_cert_path",
    "web_ui_https_key_path",
    "web_ui_upnp",
)
async def test_the_door_is_where_it_was_put(house: LiveHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """See also tests/e2e/qbittorrent/test_listening.py."""
    mapped: list[list[int]] = []

    async def map_ports(ports: Any) -> None:
        mapped.append(list(ports))

    monkeypatch.setattr(house.session, "map_ports", map_ports)
    first, second = a_certificate(house.folder, "first"), house.folder / "other"
    second.mkdir()
    other = a_certificate(second, "second")
    port = free_port()

    async def move(url: str, **preferences: Any) -> None:
        await house.set(**preferences)
        await until(lambda: house.daemon.lobby.doors.url == url)
        house.url = url

    await move(f"http://127.0.0.2:{port}", web_ui_port=port, web_ui_address="127.0.0.2")
    await house.set(web_ui_upnp=True)
    await until(lambda: mapped[-1:] == [[port]])
    pem = {"ssl_cert": first.certificate.read_text(), "ssl_key": first.key.read_text()}  # type: ignore[union-attr]  # it is
    await move(f"https://{LOOPBACK}:{port}", use_https=True, web_ui_address=LOOPBACK, **pem)
    assert await served_name(port) == "first"
    await house.set(web_ui_https_cert_path=str(other.certificate), web_ui_https_key_path=str(other.key))
    await told(lambda: name_at(port), lambda name: name == "second")
    await move(f"http://{LOOPBACK}:{port}", use_https=False)
