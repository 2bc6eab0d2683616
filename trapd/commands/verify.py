"""`trapd verify`: whether a card holds what its catalog says, a line each for what is not so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from trapd.card import trouble
from trapd.card.finding import Finding
from trapd.card.gaps import gaps
from trapd.card.inventory import inventory
from trapd.card.verify import verify
from trapd.core.errors import TrapdError
from trapd.media import agreement
from trapd.view.progress import transfer
from trapd.view.words import count

MB = 1_000_000


def main(root: Path, as_json: bool) -> int:
    """0 if all is in order, 1 if anything is not. Raises `WrongUse` for what is no card, TrapdError if it goes."""
    findings, pictures, size = [], 0, 0
    try:
        found = inventory(root)
        findings += [*found.findings, *gaps(root)]
        for finding in findings:
            _tell(finding, as_json)
        with transfer(sum(picture.size for picture in found.ledger.pictures.values())) as advance:
            for checked in verify(root, found.ledger, _agree):
                for finding in checked.findings:
                    _tell(finding, as_json)
                findings += checked.findings
                pictures, size = pictures + 1, size + checked.picture.size
                advance(checked.picture.size)
    except OSError as err:
        raise TrapdError(trouble.in_words(err, root)) from err
    _sum_up(pictures, size, findings, as_json)
    return int(not all(finding.ok for finding in findings))


def _agree(file: BinaryIO, record: Mapping[str, Any]) -> Iterable[str]:
    return agreement.clip(file, record) if record.get("media") == "clip" else agreement.still(file, record)


def _tell(finding: Finding, as_json: bool) -> None:
    if as_json:
        line = json.dumps({"event": "finding", **asdict(finding)})
    else:
        line = f"{'note' if finding.ok else 'NOT IN ORDER':<12}  {finding.name}: {finding.why}"
    print(line, flush=True)


def _sum_up(pictures: int, size: int, findings: list[Finding], as_json: bool) -> None:
    bad = sum(not finding.ok for finding in findings)
    notes = len(findings) - bad
    if as_json:
        facts = {"ok": not bad, "pictures": pictures, "mb": round(size / MB, 3), "not_in_order": bad, "notes": notes}
        print(json.dumps({"event": "summary", **facts}))
    else:
        verdict = f"{count(bad, 'thing')} NOT IN ORDER" if bad else "in order"
        print(f"{count(pictures, 'picture')}, {size / MB:,.1f} MB: {verdict}, {count(notes, 'note')}")
