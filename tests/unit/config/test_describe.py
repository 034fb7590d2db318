"""The example file tells every option truly."""

import re
from dataclasses import replace
from pathlib import Path

from tribler_core.config.describe import example
from tribler_core.config.loader import Invocation, load
from tribler_core.config.options import OPTIONS
from tribler_core.config.sections import Config

ROOT = Path(__file__).resolve().parents[3]


def test_every_option_has_a_reason() -> None:
    lines = example().splitlines()
    for option in OPTIONS.values():
        place = next(i for i, line in enumerate(lines) if re.match(rf"#{option.name} =", line))
        assert lines[place - 1].startswith("# ")


def test_the_example_is_a_configuration_with_nothing_but_defaults(tmp_path: Path) -> None:
    assert load_text(tmp_path, example()) == Config(state_dir=tmp_path)


def test_what_the_example_calls_the_default_is_the_default(tmp_path: Path) -> None:
    said_aloud = re.sub(r"^#(\w+ =)", r"\1", example(), flags=re.MULTILINE)
    assert load_text(tmp_path, said_aloud) == Config(state_dir=tmp_path)


def test_the_committed_example_is_up_to_date() -> None:
    assert (ROOT / "triblerd.conf.example").read_text(encoding="utf-8") == example()


def test_the_example_tells_units_and_choices() -> None:
    text = example()
    assert "0: no limit. In bytes/s." in text
    assert "One of text, json." in text
    assert str(Path.home()) not in text


def load_text(tmp_path: Path, text: str) -> Config:
    (tmp_path / "triblerd.conf").write_text(text, encoding="utf-8")
    config = load(Invocation({"--state-dir": str(tmp_path)}, {})).config
    return replace(config, api=replace(config.api, key=""))  # one was made up: the example names none
