"""A real unit, from its camera's pixels to its catalog: snow on the lens, and the lens clear again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.unit_inside import Reports, desktop, running

from trapd.app import Bench
from trapd.card import catalog
from trapd.core.events import Tick

CAMERA = {"width": 512, "height": 288, "readiness": "hot"}


def proof_of_life(bench: Bench, reports: Reports) -> None:
    """One day's picture, now."""
    kept = len(reports.of("shot"))
    bench.unit.post(Tick("proof-of-life"))
    reports.wait(kept + 1, "shot")


def test_what_its_camera_shows_reaches_the_effort_record(tmp_path: Path) -> None:
    sections: dict[str, Any] = {"camera": CAMERA, "card": {"path": str(tmp_path)}}
    with running(desktop(**sections), Bench.ports) as (bench, reports):
        for lens in ("clear", "clear", "clear", "snow", "snow", "clear"):
            bench.world.lens = lens
            proof_of_life(bench, reports)
        why = reports.wait(1, "fault", part="view")["why"]
        reports.wait(1, "mended", part="view")
    assert why == "its pictures have lost their detail: snow, frost or a leaf on the lens"
    lines = list(catalog.read(tmp_path / catalog.FILE))
    pictures = [line for line in lines if line["kind"] == "media"]
    blind = next(line for line in lines if line["kind"] == "effort" and "blind" in line["states"])
    assert blind["since"] == {"blind": pictures[3]["mono_ns"]}
    assert blind["why"]["blind"] == why
    assert "armed" in blind["states"]
    assert len(pictures) == 6, "it took every picture"
