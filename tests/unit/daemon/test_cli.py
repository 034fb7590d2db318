"""The commands that start nothing."""

import io
import stat
from pathlib import Path

import pytest

from tribler_core import __version__
from tribler_core.daemon.cli import main
from tribler_core.daemon.process.state_lock import StateLock


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIBLERD_STATE_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"triblerd {__version__}\n"


@pytest.mark.parametrize("arguments", [["--frobnicate"], ["--http-port"], ["dance"], ["openapi"], ["key", "--x"]])
def test_wrong_use_is_told_in_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_good_configuration_is_called_good(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (state / "triblerd.conf").write_text("[api]\nhttp_port = 0\n")
    assert main(["check-config"]) == 0
    assert capsys.readouterr().out == f"{state / 'triblerd.conf'} is in order\n"


def test_a_configuration_that_is_not_there_is_not_made(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-config"]) == 0
    assert "does not exist yet" in capsys.readouterr().out
    assert list(state.iterdir()) == []


def test_a_wrong_configuration_is_told_in_one_line(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (state / "triblerd.conf").write_text("[api]\nhttp_prot = 0\n")
    assert main(["check-config"]) == 2
    said = f"triblerd: {state / 'triblerd.conf'}: api.http_prot: is no option; did you mean api.http_port?\n"
    assert capsys.readouterr().err == said


def test_all_that_is_wrong_is_told_a_line_each(
    state: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "[apii]\nkey = x\n[api]\nhttp_port = 70000\nhttp_host = ::1\n[libtorrent]\nprot = 5\nlsd = maybe\n"
    (state / "triblerd.conf").write_text(text)
    monkeypatch.setenv("TRIBLERD_LOG_LEVEL", "loud")

    assert main(["check-config"]) == 2

    lines = capsys.readouterr().err.splitlines()
    file = state / "triblerd.conf"
    wrong = [f"{file}: {name}" for name in ("apii.key", "libtorrent.prot", "api.http_port", "libtorrent.lsd")]
    wrong.append("TRIBLERD_LOG_LEVEL: logging.level")
    assert sorted(line.removeprefix("triblerd: ").rpartition(": ")[0] for line in lines) == sorted(wrong)


@pytest.mark.parametrize("arguments", [["--config", "other", "check-config"], ["check-config", "--config", "other"]])
def test_flags_may_stand_on_both_sides_of_a_command(
    arguments: list[str], state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (state / "other").write_text("")
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith(str(state / "other"))


def test_the_key_is_shown_only_when_asked_for(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (state / "triblerd.conf").write_text("[api]\nkey = abcdef0123456789\n")
    assert main(["key"]) == 0
    assert capsys.readouterr().out == f"the API key is in {state / 'triblerd.conf'}, section [api], option key\n"
    assert main(["key", "--show"]) == 0
    assert capsys.readouterr().out == "abcdef0123456789\n"


def test_a_rotated_key_is_another_and_its_file_is_private(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (state / "triblerd.conf").write_text("[api]\nkey = abcdef0123456789\n")
    assert main(["key", "--rotate", "--show"]) == 0
    key = capsys.readouterr().out.strip()
    assert len(bytes.fromhex(key)) == 32
    assert key in (state / "triblerd.conf").read_text()
    assert stat.S_IMODE((state / "triblerd.conf").stat().st_mode) == 0o600


def test_a_key_from_the_environment_is_told(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORE_API_KEY", "abcdef0123456789")
    assert main(["key"]) == 0
    assert capsys.readouterr().out == "the API key is given by CORE_API_KEY\n"
    assert main(["key", "--rotate"]) == 2
    assert "CORE_API_KEY" in capsys.readouterr().err
    assert list(state.iterdir()) == []


@pytest.mark.usefixtures("state")
def test_an_example_out_of_date_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["example-config", "--check"]) == 1
    assert (
        capsys.readouterr().err == "triblerd: triblerd.conf.example is out of date: triblerd example-config --write\n"
    )
    assert main(["example-config", "--write"]) == 0
    assert main(["example-config", "--check"]) == 0
    assert main(["example-config"]) == 0
    assert capsys.readouterr().out == Path("triblerd.conf.example").read_text()


def test_a_password_is_set_and_a_short_one_refused(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for text, code in (("short", 1), ("long enough\n", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        assert main(["set-password"]) == code
    said = capsys.readouterr()
    assert said.out == "the password is set\n"
    assert "at least 6 characters" in said.err
    assert b"long enough" not in (state / "catalogue.sqlite").read_bytes()


def test_a_password_is_not_set_beside_a_running_daemon(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("long enough"))
    with StateLock(state):
        assert main(["set-password"]) == 1
    assert "locked" in capsys.readouterr().err
