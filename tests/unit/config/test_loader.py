"""Where options come from, who wins, and what is said of a wrong one."""

import stat
from pathlib import Path

import pytest

from tribler_core.config.loader import (
    Invocation,
    Loaded,
    check_download_dir,
    load,
    load_or_create,
    make_state_dir,
    set_key,
)
from tribler_core.domain.errors import ConfigError, StartFailure


def invocation(tmp_path: Path, **given: str) -> Invocation:
    """Flags in lower case, variables in upper case."""
    flags = {f"--{name.replace('_', '-')}": text for name, text in given.items() if name.islower()}
    variables = {name: text for name, text in given.items() if name.isupper()}
    return Invocation({"--state-dir": str(tmp_path), **flags}, variables)


def loaded(tmp_path: Path, text: str) -> Loaded:
    (tmp_path / "triblerd.conf").write_text(text, encoding="utf-8")
    return load(invocation(tmp_path))


def test_a_flag_goes_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "triblerd.conf").write_text("[api]\nhttp_port = 1\n")
    assert load(invocation(tmp_path)).config.api.http_port == 1
    assert load(invocation(tmp_path, CORE_API_PORT="2")).config.api.http_port == 2
    assert load(invocation(tmp_path, CORE_API_PORT="2", TRIBLERD_API__HTTP_PORT="3")).config.api.http_port == 3
    both = {"TRIBLERD_API__HTTP_PORT": "3", "TRIBLERD_HTTP_PORT": "4"}
    assert load(invocation(tmp_path, **both)).config.api.http_port == 4
    highest = load(invocation(tmp_path, http_port="5", **both))
    assert highest.config.api.http_port == 5
    assert highest.fixed == {"api.http_port": "--http-port"}


def test_every_option_is_an_environment_variable(tmp_path: Path) -> None:
    config = load(invocation(tmp_path, TRIBLERD_LIBTORRENT__DOWNLOAD_DEFAULTS__SEEDING_TIME="5")).config
    assert config.download_defaults.seeding_time == 5.0


def test_the_state_directory_is_where_the_first_of_them_says() -> None:
    flags = {"--state-dir": "/flag"}
    everything = {"TRIBLERD_STATE_DIR": "/ours", "TSTATEDIR": "/tribler", "XDG_STATE_HOME": "/xdg"}
    assert Invocation(flags, everything).state_dir == Path("/flag")
    assert Invocation({}, everything).state_dir == Path("/ours")
    del everything["TRIBLERD_STATE_DIR"]
    assert Invocation({}, everything).state_dir == Path("/tribler")
    assert Invocation({}, {"XDG_STATE_HOME": "/xdg"}).state_dir == Path("/xdg/triblerd")
    assert Invocation({}, {}).state_dir == Path.home() / ".local/state/triblerd"


def test_the_file_is_in_the_state_directory_unless_named(tmp_path: Path) -> None:
    assert invocation(tmp_path).file == tmp_path / "triblerd.conf"
    assert invocation(tmp_path, TRIBLERD_CONFIG="/etc/triblerd.conf").file == Path("/etc/triblerd.conf")
    assert invocation(tmp_path, config="/other", TRIBLERD_CONFIG="/x").file == Path("/other")


def test_a_download_folder_on_the_command_line_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load(invocation(tmp_path, download_dir="files")).config
    assert config.download_defaults.saveas == tmp_path / "files"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[api]\nkei = x\n", "api.kei: is no option; did you mean api.key?"),
        ("[libtorent]\nport = 1\n", "libtorent.port: is no option; did you mean libtorrent.port?"),
        ("[watch_folder]\nsaveas = /x\n", "did you mean libtorrent.download_defaults.saveas?"),
        ("zzz = 1\n", "zzz: is no option"),
        ("[api]\n[[key]]\nx = 1\n", "api.key.x: is no option"),
        ("api = 1\n", "api: is a section, write it as [api]"),
        ("[libtorrent]\ndownload_defaults = 1\n", "is a section, write it as [[download_defaults]]"),
        ("[libtorrent]\nport = lots\n", "libtorrent.port: must be a whole number"),
        ("[libtorrent]\nport = 70000\n", "libtorrent.port: must be from 0 to 65535, not 70000"),
        ("[logging]\nlevel = loud\n", "logging.level: must be one of debug, info, warning, error, not 'loud'"),
        ("[api]\nkey = a, b\n", "api.key: must be one text; put quotes around it"),
        ("[api]\nport 3\n", "Invalid line"),
        ("[api]\nkey = 1\nkey = 2\n", "Duplicate keyword"),
        ("[api\n", "Invalid line"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        loaded(tmp_path, text)
    assert str(refused.value).startswith(f"{tmp_path / 'triblerd.conf'}: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "triblerd.conf").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="is not a text in UTF-8"):
        load(invocation(tmp_path))


def test_a_wrong_variable_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^TRIBLERD_HTTP_PORT: api.http_port: must be a whole number$"):
        load(invocation(tmp_path, TRIBLERD_HTTP_PORT="x"))
    with pytest.raises(ConfigError, match="did you mean TRIBLERD_LIBTORRENT__PORT"):
        load(invocation(tmp_path, TRIBLERD_LIBTORENT__PORT="1"))


def test_variables_that_an_orchestrator_makes_for_a_service_are_passed_over(tmp_path: Path) -> None:
    assert load(invocation(tmp_path, TRIBLERD_PORT="tcp://10.0.0.1:8085")).fixed == {}


def test_the_first_start_writes_a_file_with_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    first = load_or_create(invocation(tmp_path))
    assert len(bytes.fromhex(first.config.api.key)) == 32
    assert stat.S_IMODE(first.file.stat().st_mode) == 0o600
    assert load_or_create(invocation(tmp_path)).config.api.key == first.config.api.key


def test_a_file_without_a_key_gets_one_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "triblerd.conf").write_text("# mine\n[api]\nhttp_port = 0 # any\n")
    key = load_or_create(invocation(tmp_path)).config.api.key
    text = (tmp_path / "triblerd.conf").read_text()
    assert "# mine\n" in text
    assert "# any" in text
    assert key in text


def test_an_empty_key_in_the_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "triblerd.conf").write_text("[api]\nkey =\n")
    assert load_or_create(invocation(tmp_path)).config.api.key == ""


def test_reading_changes_nothing(tmp_path: Path) -> None:
    assert not load(invocation(tmp_path)).has_key
    assert list(tmp_path.iterdir()) == []


def test_a_new_key_replaces_the_old(tmp_path: Path) -> None:
    old = load_or_create(invocation(tmp_path))
    set_key(old.file, "another key of 24 letters")
    assert load(invocation(tmp_path)).config.api.key == "another key of 24 letters"
    assert stat.S_IMODE(old.file.stat().st_mode) == 0o600


def test_the_state_directory_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    make_state_dir(tmp_path / "deep" / "state")
    assert stat.S_IMODE((tmp_path / "deep" / "state").stat().st_mode) == 0o700


def test_a_state_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartFailure, match="cannot be made"):
        make_state_dir(tmp_path / "file" / "state")


def test_a_download_folder_that_nothing_can_land_in_is_told(tmp_path: Path) -> None:
    check_download_dir(tmp_path / "not" / "there" / "yet")
    (tmp_path / "file").write_text("")
    with pytest.raises(StartFailure, match=f"this user cannot write to {tmp_path / 'file'}$"):
        check_download_dir(tmp_path / "file" / "films")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StartFailure, match="cannot be written: No such file or directory"):
        load_or_create(invocation(tmp_path, config=str(tmp_path / "no" / "file")))


def test_a_file_without_a_key_gets_one_also_where_it_must_have_one(tmp_path: Path) -> None:
    (tmp_path / "triblerd.conf").write_text("[api]\nhttp_host = 0.0.0.0\n")
    assert not load(invocation(tmp_path)).has_key
    made = load_or_create(invocation(tmp_path)).config.api.key
    assert len(bytes.fromhex(made)) == 32
    assert load(invocation(tmp_path)).config.api.key == made


def test_a_file_that_is_wrong_gets_no_key(tmp_path: Path) -> None:
    (tmp_path / "triblerd.conf").write_text("[api]\nhttp_port = 99999\n")
    with pytest.raises(ConfigError):
        load_or_create(invocation(tmp_path))
    assert (tmp_path / "triblerd.conf").read_text() == "[api]\nhttp_port = 99999\n"
