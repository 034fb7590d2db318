"""Where a torrent's files are, in the four words that the wire has for it. Source: section 3.1.3."""

from pathlib import PurePath

from tribler_core.dialects.qbittorrent.shapes.columns import Row


def save_path(row: Row) -> str:
    """Where the content is to be when it is complete, even while it is elsewhere."""
    return str(row.settings.final_folder)


def download_path(row: Row) -> str:
    """Where the content is until it is complete; "": where it stays."""
    settings = row.settings
    if settings.download_path is not None:
        return str(settings.download_path)
    return "" if settings.destination == settings.final_folder else str(settings.destination)


def content_path(row: Row) -> str:
    """The only file, or the folder that all files are in; "": no metadata.

    Never the save path for a torrent with its own folder: media managers would not import it.
    """
    if not row.transfer.has_metadata:
        return ""
    root = row.transfer.name if row.content is None else row.content.root
    return _below(row.settings.destination, root)


def root_path(row: Row) -> str:
    """The folder that all files are in; "": there is none."""
    if row.content is None or not row.content.root:
        return ""
    single = not row.content.several
    folder = row.content.root.rpartition("/")[0] if single else row.content.root
    return _below(row.settings.destination, folder) if folder else ""


def _below(folder: PurePath, path: str) -> str:
    return f"{str(folder).rstrip('/')}/{path}" if path else str(folder)
