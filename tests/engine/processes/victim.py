"""A daemon-like process that downloads until somebody kills it: `python victim.py FOLDER PORT`.

Writes its resume data to FOLDER/resume whenever the engine says that it is worth it.
"""

import asyncio
import sys
from pathlib import Path

from tests.engine.house import LOCAL, House
from tests.swarm import LOOPBACK


async def main(folder: Path, port: int) -> None:
    house = House(LOCAL, folder)
    await house.start()
    torrent = (folder / "torrent").read_bytes()
    infohash = await house.add(torrent)
    house.engine.swarm.connect_peers(infohash, [(LOOPBACK, port)])
    while True:
        await asyncio.sleep(0.2)
        if infohash in house.engine.torrents.take_unsaved():
            saved = await house.engine.torrents.save_resume_data([infohash])
            (folder / "resume.new").write_bytes(saved[infohash])
            (folder / "resume.new").rename(folder / "resume")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
