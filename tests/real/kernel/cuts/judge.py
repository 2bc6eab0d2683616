"""What is left after a power cut, held against what was told before it."""

import contextlib
import io
import subprocess
import time
import traceback

import card_there
from card_there import DISK, ROOT
from plain import Plain
from work import MEMORY, STARTED, UNIT, offloaded

from trapd.card.sweep import sweep
from trapd.card.volume import Volume
from trapd.commands import verify
from trapd.linux import leftover
from trapd.linux.redating import redating
from trapd.runtime.memory import Memory
from trapd.runtime.worker import InlineWorker


def judge(tell, told, disk=None, may_delete=False, redates=False):
    """The faults found, as text. `told`: the facts that must hold; `disk`: the file system of the other disk, that
    pictures may have gone to; `may_delete`: or they may be gone. `redates`: all shall get
    their right time in the end."""
    began = time.monotonic()
    card_there.put(tell)
    mount_s = time.monotonic() - began
    faults = []
    try:
        faults += _named("before the sweep", _faults(told, disk, may_delete))
        last_sequence = _start(redates)
        faults += _named("after the sweep", _faults(told, disk, may_delete) + _left())
        if redates:
            faults += _undated()
        faults += _memory(told) + _counting(told, last_sequence)
        if disk:
            offloaded(disk, delete=False)
            faults += _named("after another offload", _copied(disk, told))
        faults += _verified()
    except OSError:
        faults.append(f"{traceback.format_exc()}{_kernel()}")
    finally:
        card_there.pull(tell)
    return {"faults": faults, "mount_s": mount_s, "checked": sum("kept" in fact for fact in told)}


def _kernel():
    """Its last words."""
    return subprocess.run(["dmesg"], capture_output=True, text=True, check=True).stdout[-2_000:]


def _start(redates):
    """The program's own next start, and all that it does in the background; the number it counts on from."""
    volume = Volume(ROOT, 0)
    try:
        volume.note({"kind": "boot", "boot": "beef", "boot_id": "beef", **STARTED})
        swept = sweep(volume, leftover.inspect)
        assert swept.trouble is None, swept.trouble
        last_sequence = max(volume.last_sequence, swept.last_sequence)
        if redates:
            redating(UNIT, lambda event: None)(volume)
        return last_sequence
    finally:
        volume.close()


def _faults(told, disk, may_delete):
    card = Plain(ROOT)
    copied = _on(disk) if disk else {}
    faults = [f"the catalog's line {number} cannot be read" for number in card.torn]
    faults += [f"{name} was used twice" for name in set(card.announced) if card.announced.count(name) > 1]
    for fact in told:
        name = fact.get("kept")
        if name is None or card.standing.get(name) == fact["sha256"]:
            continue
        if card.gone.get(name) == "deleted" and not may_delete and copied.get(name) != fact["sha256"]:
            faults.append(f"{name} was told as kept, and is deleted")
        if name not in card.gone:
            faults.append(f"{name} was told as kept, and the catalog knows {card.standing.get(name)} of it")
    begun = {fact["begun"]: fact["sha256"] for fact in told if "begun" in fact}
    for name, sha256 in card.standing.items():
        if begun.get(name, sha256) != sha256:
            faults.append(f"{name} is announced, but is not what was taken")
        if (state := card.state(name)) != "whole":
            faults.append(f"{name} is announced and {state}")
    return faults + (_copied_whole(disk, told) if disk else [])


def _on(disk):
    """Name -> checksum of each whole picture on the other disk."""
    with card_there.other(disk) as root:
        return {
            name: copy.standing[name]
            for folder in (root / DISK).glob("*/")
            for copy in [Plain(folder)]
            for name in copy.standing
            if copy.state(name) == "whole"
        }


def _copied_whole(disk, told):
    """What was told as copied, and what the copy announces."""
    whole = _on(disk)
    faults = [
        f"{name} was told as copied, and is not"
        for fact in told
        if (name := fact.get("copied", "")) and name not in whole
    ]
    with card_there.other(disk) as root:
        for folder in (root / DISK).glob("*/"):
            faults += [
                f"the copy announces {name}, which is not whole" for name in set(Plain(folder).standing) - set(whole)
            ]
    return faults


def _copied(disk, told):
    """Everything that stands on the card, and everything that was deleted from it, is on the disk."""
    whole, card = _on(disk), Plain(ROOT)
    wanted = set(card.standing) | {name for name, deed in card.gone.items() if deed == "deleted"}
    return [f"{name} is not on the disk" for name in wanted - set(whole)]


def _left():
    return [f"{name} is on the card and not in the catalog" for name in Plain(ROOT).unannounced()]


def _undated():
    """Once the anchor's line is there."""
    card = Plain(ROOT)
    wrong = [name for name in card.standing if "_unsync" in name] if card.records("anchor") else []
    return [f"{name} has not got its time" for name in wrong]


def _memory(told):
    memory = Memory(MEMORY, "", InlineWorker())
    last = max((fact["remembered"] for fact in told if "remembered" in fact), default=0)
    if memory.trouble is not None:
        return [f"the memory: {memory.trouble}"]
    return [f"remembers {memory.value.sequence}, but told {last}"] if memory.value.sequence < last else []


def _counting(told, last_sequence):
    used = max((int(fact["kept"].split("-")[-2]) for fact in told if "kept" in fact), default=0)
    return [f"counts on from {last_sequence}, but {used} was used"] if last_sequence < used else []


def _verified():
    """What `trapd verify` says."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        in_order = verify.main(ROOT, as_json=False) == 0
    return [] if in_order else [f"trapd verify: {said.getvalue()}"]


def _named(when, faults):
    return [f"{when}: {fault}" for fault in faults]
