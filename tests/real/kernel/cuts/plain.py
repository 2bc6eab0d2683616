"""A card read by other means than the program's own: what should be on it, and what is."""

import hashlib
import json

PICTURES = (".jpg", ".mp4")


class Plain:
    """The card, or the copy of one, below `root`."""

    def __init__(self, root):
        self.root = root
        catalog, offloads = _lines(root / "catalog.jsonl"), _lines(root / "offloads.jsonl")
        self.torn = [number for number, record in enumerate(_but_a_torn_end(catalog)) if record is None]
        self._records = records = [record for record in catalog + offloads if record is not None]
        self.announced = [record["name"] for record in records if record["kind"] in ("media", "repaired")]
        self.standing, self.gone = {}, {}
        """Name -> checksum; name -> `repaired` or `deleted`."""
        for record in records:
            self._take(record)

    def state(self, name):
        """`whole`, or what has become of the file."""
        try:
            data = (self.root / name).read_bytes()
        except OSError as err:
            return err.strerror
        if hashlib.sha256(data).hexdigest() == self.standing[name]:
            return "whole"
        return f"changed ({len(data)} bytes)" if data else "empty"

    def records(self, kind):
        return [record for record in self._records if record["kind"] == kind]

    def unannounced(self):
        """Pictures in a station's folder that the catalog does not know."""
        found = {str(file.relative_to(self.root)) for file in self.root.glob("[!_]*/**/*") if file.suffix in PICTURES}
        return found - set(self.standing)

    def _take(self, record):
        match record["kind"]:
            case "media":
                self.standing[record["name"]] = record["sha256"]
            case "repaired":
                self._drop(record["was"], "repaired")
                self.standing[record["name"]] = record["sha256"]
            case "deleted":
                self._drop(record["name"], "deleted")

    def _drop(self, name, deed):
        self.standing.pop(name, None)
        self.gone[name] = deed


def _lines(file):
    """The record of each ended line; None where there is none in it."""
    return [_record(line) for line in file.read_bytes().split(b"\n")[:-1]] if file.exists() else []


def _but_a_torn_end(records):
    """Without what a cut left of the last line: it may keep a line's newline, and lose what stood before."""
    whole = [number for number, record in enumerate(records) if record is not None]
    return records[: whole[-1] + 1] if whole else []


def _record(line):
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and "kind" in record else None
