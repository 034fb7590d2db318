"""Where content shall lie after a patch, and the move that brings it there."""

from dataclasses import replace

from tribler_core.domain.download.patch import DownloadPatch, Move
from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.download.snapshot import Download
from tribler_core.foundation.unset import UNSET, given
from tribler_core.services.downloads.placing.categories import CategoryRules, Places


def placed(row: Download, patch: DownloadPatch, rules: CategoryRules, *, relocate: bool) -> DownloadPatch:
    """The same patch in terms of folders and moves.

    `relocate`: a managed download that gets another category moves; else it is managed no more.
    """
    settings = row.settings
    if not given(patch.managed, settings.managed):
        return _towards(row, patch, _named(settings, patch)) if _names_folder(patch) else patch
    if patch.managed is UNSET and (_names_folder(patch) or patch.move is not UNSET):
        return placed(row, replace(patch, managed=False), rules, relocate=relocate)
    category = given(patch.category, settings.category)
    if patch.managed is UNSET and category == settings.category:
        return patch
    if patch.managed is UNSET and not relocate:
        return replace(patch, managed=False)
    return _towards(row, patch, rules.places(category))


def target(settings: DownloadSettings, places: Places, *, complete: bool) -> DownloadPatch:
    """Folders that settings have to take for these places; a move, when the content lies elsewhere now."""
    folder = places.save if complete or places.incomplete is None else places.incomplete
    patch = DownloadPatch(download_path=places.incomplete, completed_dir=places.save)
    if folder == settings.destination:
        return patch
    return replace(patch, move=Move(destination=folder, completed_dir=places.save))


def _towards(row: Download, patch: DownloadPatch, places: Places) -> DownloadPatch:
    wanted = target(row.settings, places, complete=row.complete)
    return replace(
        patch, download_path=wanted.download_path, completed_dir=wanted.completed_dir, move=wanted.move, save_path=UNSET
    )


def _named(settings: DownloadSettings, patch: DownloadPatch) -> Places:
    save = given(patch.save_path, settings.final_folder)
    return Places(save, given(patch.download_path, settings.download_path))


def _names_folder(patch: DownloadPatch) -> bool:
    return patch.save_path is not UNSET or patch.download_path is not UNSET
