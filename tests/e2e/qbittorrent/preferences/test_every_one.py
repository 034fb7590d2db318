"""No preference is forgotten: its effect is observed, or the manual says why it has none."""

import importlib
import pkgutil

from tests.e2e.qbittorrent import preferences
from tribler_core.dialects.qbittorrent.preferences.table import PREFERENCES


def observed() -> dict[str, str]:
    """Tests by the preferences that they set and observe; the fixture holds them to the first."""
    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(preferences.__path__):
        if not module.name.startswith("test_"):
            continue
        for name, test in vars(importlib.import_module(f"{preferences.__name__}.{module.name}")).items():
            for mark in getattr(test, "pytestmark", ()):
                if mark.name == "observes":
                    found |= dict.fromkeys(mark.args, f"{module.name}::{name}")
    return found


def test_the_effect_of_every_preference_is_observed() -> None:
    effective = {name for name, row in PREFERENCES.items() if not row.only_kept}

    assert effective - observed().keys() == set()


def test_nothing_is_observed_that_is_none_or_has_no_effect() -> None:
    assert {name for name in observed() if name not in PREFERENCES or PREFERENCES[name].only_kept} == set()
