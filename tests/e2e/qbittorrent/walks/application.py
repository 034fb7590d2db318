"""The application, its log, its clients' data, and how fast it may be."""

import time

import pytest
import qbittorrentapi

from tests.e2e.qbittorrent.judge import Judge, until
from tests.e2e.qbittorrent.post_office import PostOffice

VERSIONS = {"4.6": ("v4.6.7", "2.9.3"), "5.1": ("v5.1.4", "2.11.4"), "5.2": ("v5.2.3", "2.15.1")}


def log_in(judge: Judge) -> None:
    with pytest.raises(qbittorrentapi.LoginFailed):
        qbittorrentapi.Client(host=judge.url, username="admin", password="not this").auth_log_in()
    found = []
    for change in (judge.auth_log_in, judge.auth_log_out, judge.auth_log_in):
        change()
        found.append(judge.client.is_logged_in)
    assert found == [True, False, True]


def ask_who_it_is(judge: Judge, profile: str) -> None:
    assert (judge.app_version(), judge.app_web_api_version()) == VERSIONS[profile]
    assert judge.app_build_info().libtorrent.startswith("2.1.")
    assert 0 < time.time() - judge.app_process_info().launch_time < 600


def look_around(judge: Judge) -> None:
    assert judge.app_default_save_path() == str(judge.downloads)
    judge.downloads.mkdir(exist_ok=True)
    listed = judge.app_get_directory_content(str(judge.daemon.state_dir.parent))
    assert str(judge.downloads) in listed
    assert judge.app_get_free_space_at_path(str(judge.downloads / "not" / "there")) > 0
    assert "lo" in [each.value for each in judge.app_network_interface_list()]
    assert "127.0.0.1" in judge.app_network_interface_address_list("lo")


def change_preferences(judge: Judge) -> None:
    before = judge.app_preferences()
    assert before.save_path == str(judge.downloads)
    judge.app_set_preferences({"max_connec": 321, "mail_notification_enabled": False})
    assert judge.app_preferences().max_connec == 321
    cookie = {"name": "a", "domain": "tracker.example", "path": "/", "value": "b", "expirationDate": 4_000_000_000}
    judge.app_set_cookies([cookie])
    assert [dict(each) for each in judge.app_cookies()] == [cookie]
    judge.documents["app/cookies"] = judge.app_cookies(SIMPLE_RESPONSES=True)
    judge.app_set_cookies([])
    assert judge.app_cookies() == []


def send_a_mail(judge: Judge) -> None:
    with PostOffice() as office:
        judge.app_set_preferences(
            {
                "mail_notification_smtp": office.address,
                "mail_notification_email": "me@example.org",
                "mail_notification_encryption_type": "None",
            }
        )
        judge.app_send_test_email()
        until(lambda: "To: me@example.org" in office.lines)


def use_a_key(judge: Judge) -> None:
    key = judge.app_rotate_api_key()["apiKey"]
    with_key = qbittorrentapi.Client(host=judge.url, api_key=key)
    assert with_key.app_version() == judge.app_version()
    judge.app_delete_api_key()
    with pytest.raises(qbittorrentapi.Forbidden403Error):
        with_key.app_version()


def keep_something(judge: Judge) -> None:
    judge.clientdata_store({"columns": ["name", "size"], "dark": True})
    assert dict(judge.clientdata_load()) == {"columns": ["name", "size"], "dark": True}
    judge.clientdata_store({"dark": None})
    assert dict(judge.clientdata_load(["columns", "dark"])) == {"columns": ["name", "size"]}


def read_the_log(judge: Judge) -> None:
    lines = judge.log_main()
    assert lines
    last = lines[-1].id
    assert [line for line in judge.log_main(last_known_id=last) if line.id <= last] == []
    judge.transfer_ban_peers(["203.0.113.9:80", "nonsense"])
    (banned,) = judge.log_peers()
    assert banned.ip == "203.0.113.9"
    assert "203.0.113.9" in judge.app_preferences().banned_IPs


def limit_the_speed(judge: Judge) -> None:
    judge.transfer_set_download_limit(100_000)
    judge.transfer_set_upload_limit(50_000)
    assert (judge.transfer_download_limit(), judge.transfer_upload_limit()) == (100_000, 50_000)
    assert judge.transfer_info().dl_rate_limit == 100_000
    assert judge.transfer_speed_limits_mode() == "0"
    judge.transfer_set_speed_limits_mode(True)
    assert judge.transfer_speed_limits_mode() == "1"
    assert judge.transfer_download_limit() == judge.app_preferences().alt_dl_limit
    judge.transfer_toggle_speed_limits_mode()
    assert judge.transfer_speed_limits_mode() == "0"
    judge.transfer_set_speed_limits(upload_limit=0, download_limit=0, alt_upload_limit=7000, alt_download_limit=8000)
    limits = dict(judge.transfer_speed_limits())
    assert limits == {"up_limit": 0, "dl_limit": 0, "alt_up_limit": 7000, "alt_dl_limit": 8000}


def search_in_vain(judge: Judge) -> None:
    assert judge.search_plugins() == []
    assert judge.search_status() == []
    assert judge.search_categories() == []
    for call in (judge.search_start, judge.search_download_torrent):
        with pytest.raises(qbittorrentapi.Conflict409Error):
            call("anything", "all")
    for call in (judge.search_results, judge.search_stop, judge.search_delete):
        with pytest.raises(qbittorrentapi.NotFound404Error):
            call(search_id=1)
    judge.search_install_plugin("http://127.0.0.1:1/x.py")
    judge.search_enable_plugin("x", True)
    judge.search_update_plugins()
    judge.search_uninstall_plugin("x")
