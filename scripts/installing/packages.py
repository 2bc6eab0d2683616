"""What only the distribution can give."""

from __future__ import annotations

from installing.facts import Facts
from installing.machine import Change, Machine, Trouble

ALWAYS = ("python3-venv", "udev", "kmod", "chrony", "fdisk", "exfatprogs", "dosfstools", "e2fsprogs", "util-linux")
"""The venv; time from the receiver; the card's partition, file system and repair; the USB console's modules."""
CAMERA = (
    ("python3-picamera2", "python3-libcamera"),
    ("python3-libcamera", "libcamera-ipa", "python3-av", "python3-numpy", "python3-pil", "python3-prctl"),
)
"""The first that the distribution has. Debian has no picamera2: there pip brings it, onto Debian's libcamera."""
BUILD = ("gcc", "python3-dev")
"""For PiDNG, which picamera2 needs and which comes as source."""
PINS = {"lgpio": (("python3-lgpio",), ()), "rpigpio": (("python3-rpi-lgpio",), ("python3-rpi.gpio",), ())}
"""lgpio and RPi.GPIO have no wheels for 64-bit ARM. gpiod has, and is a dependency like any other."""

Choice = tuple[tuple[str, ...], ...]


def wanted(facts: Facts, wheelhouse: bool) -> list[Choice]:
    """Each a choice of sets, best first; the empty set means that pip may try."""
    choices: list[Choice] = [(ALWAYS,)]
    if facts.pi_camera:
        plain = CAMERA[1] if wheelhouse else CAMERA[1] + BUILD
        choices.append((CAMERA[0], plain))
    if facts.pins in PINS:
        choices.append(PINS[facts.pins])
    return choices


def changes(machine: Machine, facts: Facts, wheelhouse: bool) -> list[Change]:
    """Nothing, and no network, where every package is there."""
    here = _installed(machine)
    missing = [
        choice for choice in wanted(facts, wheelhouse) if not any(set(names) <= here for names in choice if names)
    ]
    if not missing:
        return []
    if not machine.has("apt-get"):
        raise Trouble(
            "this is no Debian and no relative of it: apt-get is missing; install on Raspberry Pi OS or Debian"
        )
    words = "; ".join(
        " or else ".join(" ".join(n for n in names if n not in here) for names in choice) for choice in missing
    )
    return [Change(f"install packages: {words}", lambda: _install(machine, missing))]


def _install(machine: Machine, missing: list[Choice]) -> None:
    machine.run("apt-get", "-qq", "update")
    names: list[str] = []
    for choice in missing:
        offered = [names for names in choice if all(_offered(machine, name) for name in names)]
        if not offered:
            raise Trouble(
                f"this distribution does not offer {' or '.join(' '.join(names) for names in choice)}: "
                "install on Raspberry Pi OS, or on Debian 13"
            )
        names += offered[0]
    machine.run("apt-get", "-qq", "-y", "--no-install-recommends", "install", *names)


def _installed(machine: Machine) -> set[str]:
    lines = (machine.answer("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n") or "").splitlines()
    return {line.split()[1] for line in lines if line.startswith("installed ")}


def _offered(machine: Machine, name: str) -> bool:
    return bool(machine.answer("apt-cache", "show", "--no-all-versions", name))
