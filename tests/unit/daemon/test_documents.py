"""The committed documents are the documents of this code."""

from pathlib import Path

from tribler_core.daemon.documents import documents

FOLDER = Path(__file__).resolve().parents[3] / "openapi"


def test_every_dialect_has_an_up_to_date_document() -> None:
    made = documents()
    kept = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert kept.keys() == made.keys()
    stale = [name for name, text in made.items() if kept[name] != text]
    assert not stale, f"out of date, run `make openapi`: {', '.join(stale)}"
