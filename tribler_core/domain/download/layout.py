"""Whether the files of a torrent get a folder of their own."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from tribler_core.domain.download.settings import ContentLayout


def laid_out(paths: Mapping[int, str], layout: ContentLayout) -> dict[int, str]:
    """The new paths of those files that get one, by index; `paths` are the torrent's own."""
    if layout is ContentLayout.ORIGINAL:
        return {}
    root = common_root(paths.values())
    if layout is ContentLayout.NO_SUBFOLDER and root:
        return {index: path.removeprefix(f"{root}/") for index, path in paths.items()}
    if layout is ContentLayout.SUBFOLDER and not root and paths:
        folder = PurePosixPath(next(iter(paths.values()))).stem
        return {index: f"{folder}/{path}" for index, path in paths.items()}
    return {}


def common_root(paths: Iterable[str]) -> str:
    """The folder that all these paths begin with; "": there is none."""
    roots = {path.split("/", 1)[0] if "/" in path else "" for path in paths}
    return roots.pop() if len(roots) == 1 else ""
