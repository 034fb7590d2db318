"""The configuration in the words of the domain."""

from dataclasses import replace
from pathlib import Path

from tribler_core.config.sections import AnonymitySection, Config, DownloadDefaultsSection, WhenUnavailable
from tribler_core.domain.download.settings import SeedingMode, SeedingRule
from tribler_core.services.downloads.defaults import DownloadDefaults, defaults_of, effective_rule


def test_hops_count_only_when_anonymity_is_on(tmp_path: Path) -> None:
    config = Config(state_dir=tmp_path)
    section = DownloadDefaultsSection(anonymity_enabled=True, number_hops=2)

    assert defaults_of(config).hops == 0
    assert defaults_of(replace(config, download_defaults=section)).hops == 2


def test_every_option_arrives(tmp_path: Path) -> None:
    section = DownloadDefaultsSection(
        saveas=tmp_path / "here",
        completed_dir=tmp_path / "there",
        seeding_mode=SeedingMode.RATIO,
        seeding_ratio=3.0,
        auto_managed=False,
        trackers_file=tmp_path / "trackers",
        torrent_folder=tmp_path / "torrents",
    )
    anonymity = AnonymitySection(when_unavailable=WhenUnavailable.REJECT)
    defaults = defaults_of(Config(state_dir=tmp_path, download_defaults=section, anonymity=anonymity))

    assert (defaults.destination, defaults.completed_dir) == (tmp_path / "here", tmp_path / "there")
    assert (defaults.seeding.mode, defaults.seeding.ratio) == (SeedingMode.RATIO, 3.0)
    assert (defaults.trackers_file, defaults.torrent_folder) == (tmp_path / "trackers", tmp_path / "torrents")
    assert (defaults.auto_managed, defaults.reject_hidden, defaults.safe_seeding) == (False, True, True)


def test_a_rules_gaps_are_filled(tmp_path: Path) -> None:
    defaults = DownloadDefaults(destination=tmp_path)

    assert effective_rule(SeedingRule(), defaults) == defaults.seeding
    assert effective_rule(SeedingRule(ratio=9.0), defaults) == replace(defaults.seeding, ratio=9.0)
