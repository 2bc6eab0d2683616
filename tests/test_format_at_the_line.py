"""`format` at the line of a running unit, with a card of files."""

from __future__ import annotations

from pathlib import Path

from program import Program
from rig import profile
from runs import Running, write_profile

from trapd.card import catalog, ledger


def test_disarmed_emptied_and_pictures_again(tmp_path: Path) -> None:
    still = {"stills": 2, "interval_ms": 300, "clip": False}
    changed = profile(plan={"day": still, "night": still}, world={"starts": "now"})
    unit, card = write_profile(tmp_path / "unit.toml", changed), tmp_path / "card"
    with Running(tmp_path, "run", unit, "--card", card) as run:
        run.wait_for("swept")
        line = Program(run.wait_for("console")["port"])
        line.ask("hello")
        line.ask("shot")
        run.wait_for("shot", number=1)

        armed = line.ask("format", erase="DESK-1", anyway=True).failed
        line.ask("disarm")
        kept = line.ask("format", erase="DESK-1").failed
        before = sorted(card.rglob("*.jpg"))
        done = line.ask("format", erase="DESK-1", anyway=True).done
        after = sorted(card.rglob("*.jpg"))
        line.ask("arm")
        line.ask("shot")
        again = run.next("shot")
        line.close()
        assert run.stop() == 0

    assert armed is not None
    assert "disarm" in armed["why"]
    assert kept is not None
    assert "on no other disk: 1 of its pictures" in kept["why"]
    assert len(before) == 1
    assert done == {"tell": "said", "text": "the card is empty; pictures gone: 1"}
    assert after == []
    assert again["name"] in ledger.fold(card).pictures
    kinds = [record["kind"] for record in catalog.read(card / catalog.FILE)]
    assert kinds.count("media") - kinds.count("deleted") == len(list(card.rglob("*.jpg")))
    assert {"format", "emptied"} <= set(kinds)
