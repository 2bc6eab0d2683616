"""What is left of a card after a power cut: held against what was told before it."""

import hashlib
import json
import time

import card_there
from card_there import ROOT
from work import MEMORY

from trapd.card.sweep import sweep
from trapd.card.volume import Volume
from trapd.linux import leftover
from trapd.runtime.memory import Memory
from trapd.runtime.worker import InlineWorker

PICTURES = (".jpg", ".mp4")


def judge(tell, device, told, may_delete=False):
    """The faults found, as text; `told`: the facts that must hold."""
    began = time.monotonic()
    card_there.put(tell, device)
    mounted = time.monotonic()
    try:
        faults = [f"before the sweep: {fault}" for fault in _faults(told, may_delete)]
        last_sequence = _start()
        faults += [f"after the sweep: {fault}" for fault in _faults(told, may_delete) + _left()]
        faults += _memory(told)
        sequences = [int(fact["kept"].split("-")[-2]) for fact in told if "kept" in fact]
        if last_sequence < max(sequences, default=0):
            faults.append(f"counts on from {last_sequence}, but {max(sequences)} was used")
    finally:
        card_there.pull(tell, device)
    return {"faults": faults, "mount_s": mounted - began, "checked": sum("kept" in fact for fact in told)}


def _start():
    """The program's own next start, and all that it does in the background; the number it counts on from."""
    volume = Volume(ROOT, 0)
    try:
        return max(volume.last_sequence, sweep(volume, leftover.inspect).last_sequence)
    finally:
        volume.close()


def _faults(told, may_delete):
    lines = _lines()
    faults = [f"the catalog's line {number} of {len(lines)} cannot be read" for number in _torn(lines)]
    records = [json.loads(line) for number, line in enumerate(lines) if number not in _torn(lines)]
    announced = [record["name"] for record in records if record["kind"] in ("media", "repaired")]
    faults += [f"{name} was used twice" for name in set(announced) if announced.count(name) > 1]
    standing, gone = _fold(records)
    for fact in told:
        name = fact.get("kept")
        if name is None or standing.get(name) == fact["sha256"]:
            continue
        if name not in gone:
            faults.append(f"{name} was told as kept, and the catalog knows {standing.get(name)} of it")
        elif gone[name] == "deleted" and not may_delete:
            faults.append(f"{name} was told as kept, and then deleted")
    begun = {fact["begun"]: fact["sha256"] for fact in told if "begun" in fact}
    for name, sha256 in standing.items():
        if begun.get(name, sha256) != sha256:
            faults.append(f"{name} is announced, but is not what was taken")
        state = _state(name, sha256)
        if state != "whole":
            faults.append(f"{name} is announced and {state}")
    return faults


def _lines():
    catalog = ROOT / "catalog.jsonl"
    return catalog.read_bytes().split(b"\n")[:-1] if catalog.exists() else []


def _torn(lines):
    def readable(line):
        try:
            return "kind" in json.loads(line)
        except ValueError:
            return False

    return [number for number, line in enumerate(lines) if not readable(line)]


def _fold(records):
    """What should be there, by name, and what became of the rest."""
    standing, gone = {}, {}
    for record in records:
        match record["kind"]:
            case "media":
                standing[record["name"]] = record["sha256"]
            case "repaired":
                standing.pop(record["was"], None)
                gone[record["was"]] = "repaired"
                standing[record["name"]] = record["sha256"]
            case "deleted":
                standing.pop(record["name"], None)
                gone[record["name"]] = "deleted"
    return standing, gone


def _state(name, sha256):
    try:
        data = (ROOT / name).read_bytes()
    except OSError as err:
        return err.strerror
    if hashlib.sha256(data).hexdigest() == sha256:
        return "whole"
    return f"changed ({len(data)} bytes)" if data else "empty"


def _left():
    """Pictures that no catalog knows, in a station's folder."""
    standing, _ = _fold([json.loads(line) for line in _lines()])
    found = {str(file.relative_to(ROOT)) for file in ROOT.glob("[!_]*/*") if file.suffix in PICTURES}
    return [f"{name} is on the card and not in the catalog" for name in found - set(standing)]


def _memory(told):
    memory = Memory(MEMORY, "", InlineWorker())
    last = max((fact["remembered"] for fact in told if "remembered" in fact), default=0)
    if memory.trouble is not None:
        return [f"the memory: {memory.trouble}"]
    return [f"remembers {memory.value.sequence}, but told {last}"] if memory.value.sequence < last else []
