"""The command line."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from tribler_core import __version__
from tribler_core.config.describe import example
from tribler_core.config.loader import Invocation, load, problems, set_key
from tribler_core.daemon.process.exit_codes import ExitCode
from tribler_core.daemon.process.garbage import collect_rarely
from tribler_core.daemon.sharing.commands import add_account_command, run_account
from tribler_core.domain.errors import ConfigError, StartFailure, TriblerError
from tribler_core.foundation.secrets import new_key

FLAGS = {
    "--config": ("FILE", "the configuration; default: triblerd.conf in the state directory"),
    "--state-dir": ("DIR", "what the daemon keeps; default: ~/.local/state/triblerd"),
    "--download-dir": ("DIR", "where downloads go; default: ~/Downloads/triblerd"),
    "--http-host": ("HOST", "address to listen on; default: 127.0.0.1"),
    "--http-port": ("PORT", "port to listen on, 0 for any; default: 8085"),
    "--log-level": ("LEVEL", "debug, info, warning or error; default: info"),
}
"""Each is also an environment variable, like TRIBLERD_STATE_DIR."""

Command = Callable[[Invocation, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; the answer is the exit code. A failure is one line on standard error."""
    given = _parser().parse_args(arguments)
    flags = {flag: text for flag in FLAGS if (text := getattr(given, _attribute(flag), None)) is not None}
    command: Command = given.command
    try:
        return command(Invocation(flags, os.environ), given)
    except TriblerError as failure:
        print(f"triblerd: {failure}", file=sys.stderr)
        return ExitCode.WRONG_USE if isinstance(failure, ConfigError) else ExitCode.START_FAILED


class _Parser(argparse.ArgumentParser):
    """Refuses in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(ExitCode.WRONG_USE, f"triblerd: {message} (see triblerd --help)\n")


def _parser() -> argparse.ArgumentParser:
    flags = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    for flag, (placeholder, text) in FLAGS.items():
        flags.add_argument(flag, metavar=placeholder, help=text)
    parser = _Parser(
        prog="triblerd",
        parents=[flags],
        allow_abbrev=False,
        description="A torrent daemon. Without a command it runs until it is told to stop.",
        epilog="Exit codes: 0 stopped, 1 could not start, 2 wrong use or configuration, 100 asked to restart.",
    )
    parser.add_argument("--version", action="version", version=f"triblerd {__version__}")
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, does: Command, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[flags], allow_abbrev=False, help=text, description=text)
        added.set_defaults(command=does)
        return added

    command("check-config", _check_config, "say everything that is wrong with the configuration, and where")
    key = command("key", _key, "tell which file holds the API key")
    key.add_argument("--rotate", action="store_true", help="put a new key in its place; a running daemon keeps the old")
    key.add_argument("--show", action="store_true", help="print the key itself")
    command("set-password", _set_password, "set the password of qBittorrent's clients, read from standard input")
    add_account_command(command("account", run_account, "add, list and change accounts, and their keys"), _Parser)
    for name, does, text in (
        ("example-config", _example_config, "write or check triblerd.conf.example, or print it"),
        ("openapi", _openapi, "write or check the documents of the API in openapi/"),
    ):
        what = command(name, does, text).add_mutually_exclusive_group(required=name == "openapi")
        what.add_argument("--write", action="store_true", help="write into the current directory")
        what.add_argument("--check", action="store_true", help="fail when what is there is out of date")
    return parser


def _attribute(flag: str) -> str:
    return flag.strip("-").replace("-", "_")


def _run(invocation: Invocation, _: argparse.Namespace) -> int:
    collect_rarely()
    from tribler_core.daemon.lifecycle import run  # loads the whole house, which no other command needs

    return run(invocation, lambda line: print(line, flush=True))


def _check_config(invocation: Invocation, _: argparse.Namespace) -> int:
    wrong = problems(invocation)
    for problem in wrong:
        print(f"triblerd: {problem}", file=sys.stderr)
    if wrong:
        return ExitCode.WRONG_USE
    state = "is in order" if invocation.file.exists() else "does not exist yet; the defaults are in order"
    print(f"{invocation.file} {state}")
    return ExitCode.STOPPED


def _key(invocation: Invocation, given: argparse.Namespace) -> int:
    loaded = load(invocation)
    if given.rotate:
        if origin := loaded.fixed.get("api.key"):
            raise ConfigError("api.key", f"is fixed by {origin}, change it there")
        try:
            set_key(invocation.file, new_key())
        except OSError as error:
            raise StartFailure(f"{invocation.file}: cannot be written: {error.strerror}") from None
        loaded = load(invocation)
    if given.show and loaded.has_key:
        print(loaded.config.api.key)
    elif origin := loaded.fixed.get("api.key"):
        print(f"the API key is given by {origin}")
    elif loaded.has_key:
        print(f"the API key is in {loaded.file}, section [api], option key")
    else:
        print(f"the API key will be made at the first start, in {loaded.file}")
    return ExitCode.STOPPED


def _set_password(invocation: Invocation, _: argparse.Namespace) -> int:
    from tribler_core.daemon.password import set_password  # loads the catalogue, which other commands do not need

    password = getpass.getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    set_password(invocation, password)
    print("the password is set")
    return ExitCode.STOPPED


def _example_config(_: Invocation, given: argparse.Namespace) -> int:
    if given.write or given.check:
        return _generated({Path("triblerd.conf.example"): example()}, write=given.write, command="example-config")
    print(example(), end="")
    return ExitCode.STOPPED


def _openapi(_: Invocation, given: argparse.Namespace) -> int:
    from tribler_core.daemon.documents import documents

    files = {Path("openapi") / f"{name}.json": text for name, text in documents().items()}
    return _generated(files, write=given.write, command="openapi")


def _generated(files: dict[Path, str], *, write: bool, command: str) -> int:
    """Write generated files, or name the first that is out of date."""
    for path, text in files.items():
        if write:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"triblerd: {path} is out of date: triblerd {command} --write", file=sys.stderr)
            return ExitCode.START_FAILED
    return ExitCode.STOPPED
