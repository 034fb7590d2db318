"""Preferences of downloads and their folders. Source: section 3.8.1 of the specification."""

from pathlib import Path
from typing import Any

from tribler_core.config.sections import OnAdded, StopCondition
from tribler_core.config.sections.files import HERE, TARGET
from tribler_core.dialects.qbittorrent.preferences.codecs import FLAG, LINES, PATH, Codec, Unfit, choice, numbered
from tribler_core.dialects.qbittorrent.preferences.row import Draft, Preference, View, kept, option, told
from tribler_core.domain.download.settings import ContentLayout

DEFAULTS = "libtorrent.download_defaults"
_INCOMPLETE = "downloads.incomplete_dir"
_LAYOUTS = {
    "Original": ContentLayout.ORIGINAL,
    "Subfolder": ContentLayout.SUBFOLDER,
    "NoSubfolder": ContentLayout.NO_SUBFOLDER,
}
_STOPS = {
    "None": StopCondition.NONE,
    "MetadataReceived": StopCondition.METADATA_RECEIVED,
    "FilesChecked": StopCondition.FILES_CHECKED,
}
_INTO_WATCHED, _TO_DEFAULT = 0, 1
_SCAN_DIRS, _SCAN_SWITCHES = "scan_dirs", "download_in_scan_dirs"


def _temp_path(view: View) -> str:
    return str(view.option(_INCOMPLETE) or view.option(f"{DEFAULTS}.saveas") / "temp")


def _write_subfolder(draft: Draft, value: Any) -> None:
    draft.set("downloads.content_layout", ContentLayout.ORIGINAL if value else ContentLayout.NO_SUBFOLDER)


def _on_added(number: int) -> OnAdded:
    return (OnAdded.KEEP, OnAdded.DELETE, OnAdded.ALWAYS_DELETE)[number]


_AUTO_DELETE = Codec(
    numbered(*range(3)).read,
    take=_on_added,
    show=lambda value: {OnAdded.DELETE: 1, OnAdded.ALWAYS_DELETE: 2}.get(value, 0),
)


def _backup(folder: str, flags: tuple[str, ...], names: tuple[str, ...]) -> tuple[Preference, ...]:
    """A folder for copies of torrents under all its names, and its switches; the folder outlives being switched off."""

    def remembered(view: View) -> str:
        return PATH.show(view.option(folder)) or str(view.kept.get(names[-1], ""))

    def switch(draft: Draft, value: Any) -> None:
        before = remembered(draft.view)
        draft.set(folder, PATH.take(draft.posted.get(names[-1], before)) if value else None)
        draft.kept.setdefault(names[-1], before)

    def write(draft: Draft, value: Any) -> None:
        off = any(draft.posted.get(flag) is False for flag in flags)
        draft.set(folder, None if off else PATH.take(value))
        draft.kept[names[-1]] = value

    switches = [
        Preference(name=flag, codec=FLAG, read=lambda view: view.option(folder) is not None, write=switch, late=late)
        for flag, late in zip(flags, (True, False), strict=False)
    ]
    # Names that have no switch beside them say by themselves whether there are copies.
    folders = [
        Preference(
            name=name,
            codec=PATH,
            read=remembered if name == names[-1] else lambda view: PATH.show(view.option(folder)),
            write=write,
            late=name == names[-1],
        )
        for name in names
    ]
    return (*switches, *folders)


def _read_scan_dirs(raw: Any) -> Any:
    """A map of folders; an array has no targets: the other preference says them."""
    if isinstance(raw, list):
        return dict.fromkeys(map(str, raw))
    if not isinstance(raw, dict):
        raise Unfit("must be a map of folders")
    return {str(folder).rstrip("/") or "/": target for folder, target in raw.items() if str(folder).startswith("/")}


def _watched(view: View) -> dict[str, Any]:
    return {
        str(folder): _TO_DEFAULT if target is None else _INTO_WATCHED if target == folder else str(target)
        for folder, target in view.config.watch_folder.watched.items()
    }


def _write_scan_dirs(draft: Draft, value: dict[str, Any]) -> None:
    said = iter(draft.posted.get(_SCAN_SWITCHES, ()))
    targets = {
        folder: (_INTO_WATCHED if next(said, False) else _TO_DEFAULT) if target is None else target
        for folder, target in value.items()
    }
    directory = str(draft.view.option("watch_folder.directory") or "")
    own = targets.get(directory) == _TO_DEFAULT
    draft.set("watch_folder.enabled", own)
    draft.set(
        "watch_folder.more",
        tuple(_item(folder, to) for folder, to in targets.items() if not (own and folder == directory)),
    )


def _item(folder: str, target: Any) -> str:
    match target:
        case str() if Path(target).is_absolute():
            return f"{folder}{TARGET}{target}"
        case 0 | "0":
            return f"{folder}{TARGET}{HERE}"
        case _:
            return folder


def _write_switches(draft: Draft, _: Any) -> None:
    """Only where the folders themselves were not sent."""
    if _SCAN_DIRS not in draft.posted:
        _write_scan_dirs(draft, dict.fromkeys(_watched(draft.view)))


def _flags(raw: Any) -> list[bool]:
    if not isinstance(raw, list):
        raise Unfit("must be a list of flags")
    return [FLAG.read(item) for item in raw]


ROWS = (
    option("save_path", f"{DEFAULTS}.saveas", PATH),
    option("temp_path_enabled", "downloads.incomplete_enabled", FLAG),
    Preference(
        name="temp_path",
        codec=PATH,
        read=_temp_path,
        write=lambda draft, value: draft.set(_INCOMPLETE, PATH.take(value)),
    ),
    option("preallocate_all", "downloads.preallocate", FLAG),
    option("incomplete_files_ext", "downloads.incomplete_suffix", FLAG),
    kept(
        "use_unwanted_folder",
        FLAG,
        default=False,
        why="nothing of a file that is not wanted lies in the folder: its part of a piece is in libtorrent's part file",
    ),
    Preference(
        name="create_subfolder_enabled",
        codec=FLAG,
        read=lambda view: view.option("downloads.content_layout") is not ContentLayout.NO_SUBFOLDER,
        write=_write_subfolder,
        late=True,
    ),
    option("torrent_content_layout", "downloads.content_layout", choice(_LAYOUTS), late=True),
    option("start_paused_enabled", "downloads.stopped", FLAG, late=True),
    option("add_stopped_enabled", "downloads.stopped", FLAG, late=True),
    option("add_to_top_of_queue", "downloads.top_of_queue", FLAG, late=True),
    option("torrent_stop_condition", "downloads.stop_condition", choice(_STOPS), late=True),
    option("merge_trackers", "downloads.merge_trackers", FLAG, late=True),
    option("auto_delete_mode", "watch_folder.on_added", _AUTO_DELETE, late=True),
    option("auto_tmm_enabled", "downloads.managed", FLAG, late=True),
    option("torrent_changed_tmm_enabled", "downloads.relocate_on_category_change", FLAG, late=True),
    option("save_path_changed_tmm_enabled", "downloads.relocate_on_default_change", FLAG, late=True),
    option("category_changed_tmm_enabled", "downloads.relocate_on_category_edit", FLAG, late=True),
    option("use_category_paths_in_manual_mode", "downloads.category_folders_when_manual", FLAG, late=True),
    told("use_subcategories", FLAG, lambda _: True, "categories always have levels"),
    *_backup(
        f"{DEFAULTS}.torrent_folder",
        ("torrent_files_backup_enabled", "export_dir_enabled"),
        ("export_dir", "torrent_files_backup_dir"),
    ),
    *_backup(
        "downloads.finished_torrent_folder",
        ("torrent_files_finished_backup_dir_enabled",),
        ("export_dir_fin", "torrent_files_finished_backup_dir"),
    ),
    option("remove_torrent_file_backup", "downloads.remove_torrent_copies", FLAG, late=True),
    Preference(
        name=_SCAN_DIRS,
        codec=Codec(_read_scan_dirs),
        read=_watched,
        write=_write_scan_dirs,
        early=list,
    ),
    Preference(
        name=_SCAN_SWITCHES,
        codec=Codec(_flags),
        read=lambda view: [target == _INTO_WATCHED for target in _watched(view).values()],
        write=_write_switches,
    ),
    option("excluded_file_names_enabled", "downloads.excluded_files_enabled", FLAG, late=True),
    option("excluded_file_names", "downloads.excluded_files", LINES, late=True),
    option(
        "torrent_content_remove_option",
        "downloads.trash",
        choice({"Delete": False, "MoveToTrash": True}),
        late=True,
    ),
    kept("delete_torrent_content_files", FLAG, default=False, why="the default of a dialog"),
)
