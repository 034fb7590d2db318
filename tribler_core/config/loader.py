"""Where the configuration lives, how it is read, and how it comes into being at the first start."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from tribler_core.config.document import Document
from tribler_core.config.layers import Said, build, from_environment, from_file, from_flags
from tribler_core.config.sections import Config
from tribler_core.domain.errors import ConfigError, StartFailure
from tribler_core.foundation.secrets import new_key

FIRST_FILE = """\
# The configuration of triblerd. Every option with its default, unit and reason: `triblerd example-config`.

[api]
# What clients prove themselves with, in the header X-Api-Key. Whoever has it can do everything.
key = {key}
"""


@dataclass(frozen=True, slots=True)
class Invocation:
    """All that the outside told us."""

    flags: Mapping[str, str]
    """By name, as in `--http-port`; those that were not given are not there."""
    environment: Mapping[str, str]

    @property
    def state_dir(self) -> Path:
        """Its folder is made at the start; --state-dir, TRIBLERD_STATE_DIR, Tribler's TSTATEDIR, or XDG's place."""
        return _absolute(self._first("--state-dir", "TRIBLERD_STATE_DIR", "TSTATEDIR") or self._default_state_dir())

    @property
    def file(self) -> Path:
        """--config, TRIBLERD_CONFIG, or `triblerd.conf` in the state directory."""
        named = self._first("--config", "TRIBLERD_CONFIG")
        return _absolute(named) if named else self.state_dir / "triblerd.conf"

    def _first(self, flag: str, *variables: str) -> str:
        given = (self.flags.get(flag), *(self.environment.get(variable) for variable in variables))
        return next((text for text in given if text), "")

    def _default_state_dir(self) -> str:
        return str(Path(self.environment.get("XDG_STATE_HOME") or "~/.local/state") / "triblerd")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration and where it came from."""

    config: Config
    file: Path
    fixed: Mapping[str, str]
    """The flag or variable that fixed an option, by its full name; the file cannot change those."""
    has_key: bool
    """Somebody said what `api.key` is, be it empty."""


def load(invocation: Invocation, *, without: Collection[str] = ()) -> Loaded:
    """Read and check everything; change nothing. A key that nobody gave is made up, because a start would make one.

    `without`: options that are left out, whoever says something of them. Raises: ConfigError.
    """
    sources: dict[str, Said] = {
        **from_file(invocation.file, without=without),
        **from_environment(invocation.environment),
        **from_flags(_with_absolute_folders(invocation.flags)),
    }
    said = {name: source for name, source in sources.items() if name not in without}
    keyed = {"api.key": Said(new_key(), str(invocation.file)), **said}
    return Loaded(
        config=build(invocation.state_dir, keyed, file=invocation.file),
        file=invocation.file,
        fixed={name: source.origin for name, source in said.items() if source.fixed},
        has_key="api.key" in said,
    )


def problems(invocation: Invocation) -> list[ConfigError]:
    """Everything that is wrong: each option that is refused is left out, and the rest is looked at again."""
    found: list[ConfigError] = []
    while True:
        refused = {error.option for error in found}
        try:
            load(invocation, without=refused)
        except ConfigError as error:
            found.append(error)
            if error.option in {"", *refused}:
                return found
        else:
            return found


def load_or_create(invocation: Invocation) -> Loaded:
    """Like `load`, for a start: the first one writes the file, and a file without a key gets one.

    Raises: StartFailure.
    """
    try:
        _create(invocation.file)
        loaded = load(invocation)
        if loaded.has_key:
            return loaded
        set_key(invocation.file, loaded.config.api.key)
    except OSError as error:
        raise StartFailure(f"{invocation.file}: cannot be written: {error.strerror}") from None
    return load(invocation)


def set_key(file: Path, key: str) -> None:
    """Write another key.

    Raises: ConfigError, OSError.
    """
    document = Document.read(file)
    document.put(("api", "key"), key)
    document.save(file)


def make_state_dir(folder: Path) -> None:
    """For its owner alone; one that is there is left as it is.

    Raises: StartFailure when it cannot be made or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StartFailure(f"state directory {folder}: cannot be made: {error.strerror}") from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise StartFailure(f"state directory {folder}: this user cannot write there")


def check_download_dir(folder: Path) -> None:
    """Whether content can land there; it is made when something does.

    Raises: StartFailure.
    """
    nearest = next(above for above in (folder, *folder.parents) if above.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise StartFailure(f"download directory {folder}: this user cannot write to {nearest}")


def _create(file: Path) -> None:
    """Raises: OSError."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(FIRST_FILE.format(key=new_key()))
        opened.flush()
        os.fsync(opened.fileno())


def _with_absolute_folders(flags: Mapping[str, str]) -> dict[str, str]:
    """Somebody who types a folder means it from where they are."""
    return {flag: str(_absolute(text)) if flag == "--download-dir" else text for flag, text in flags.items()}


def _absolute(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:
        raise ConfigError("", "begins with ~, and this user has no home directory", text) from None
