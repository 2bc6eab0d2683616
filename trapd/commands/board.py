"""The first thing that `trapd check` looks at: is this the board that the profile was written for?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trapd.commands.finding import Finding
from trapd.config.boards import advice, plain_model
from trapd.config.camera_memory import camera_memory_mb
from trapd.config.profile import Profile
from trapd.linux.board import ENCODER, WAKE_ALARM, Board, look


def findings(profile: Profile, root: Path = Path("/")) -> Iterator[Finding]:
    """One line if all is in order, else one for each thing that is not; none for a profile of no board."""
    if profile.board.model is None:
        return
    board = look(profile, root)
    wrong = list(differences(profile, board))
    yield from (Finding("board", False, text) for text in wrong)
    if not wrong:
        yield Finding("board", True, _in_order(profile, board))


def differences(profile: Profile, board: Board) -> Iterator[str]:
    """Each as one line: what differs, and the mend. On another board all else would differ as well."""
    if (another := _another_board(profile, board)) is not None:
        yield another
        return
    for compare in (_pins, _ports, _devices, _alarm, _memory, _media, _settings):
        yield from compare(profile, board)


def _in_order(profile: Profile, board: Board) -> str:
    text = f"{board.model}"
    if profile.camera.backend == "pi" and profile.board.cma_mb is not None:
        text += (
            f"; the camera needs {camera_memory_mb(profile)} MB, {board.cma_free_mb} of {board.cma_total_mb} are free"
        )
    if profile.board.power_off_ma is not None:
        text += f"; switched off it draws {profile.board.power_off_ma:g} mA"
    return text


def _another_board(profile: Profile, board: Board) -> str | None:
    wanted = profile.board.model
    if board.model is None:
        return f"this is no Raspberry Pi; the profile is for a {wanted}: take hw_profiles/desktop.toml here"
    if plain_model(board.model) == plain_model(wanted or ""):
        return None
    return f"this is a {board.model}; the profile is for a {wanted}: {advice(board.model, board.compatible)}"


def _pins(profile: Profile, board: Board) -> Iterator[str]:
    wanted = profile.board.gpiochip
    if wanted is not None and not wanted.startswith("/") and wanted not in board.gpiochips:
        there = ", ".join(board.gpiochips) or "none that may be opened"
        yield f"no GPIO chip is called {wanted}, there is {there}: correct board.gpiochip, or join the group gpio"
    if profile.flash.backend == "pi" and board.keeps_outputs:
        mend = "put dtparam=strict_gpiod into config.txt and restart the board"
        yield f"this kernel leaves the flash burning when trapd is killed: {mend}"


def _ports(profile: Profile, board: Board) -> Iterator[str]:
    for key, section, device in (
        ("gps.port", profile.gps, board.receiver),
        ("console.port", profile.console, board.technician),
    ):
        if section.backend != "linux" or section.port is None:
            continue
        if device is None:
            yield f"{key} {section.port} is not there: enable it in config.txt (docs/wiring.md), or correct {key}"
        elif device in board.consoles:
            mend = f"take console=serial0 or console={device} out of cmdline.txt"
            yield f"{key} {section.port} is the kernel's own console: {mend}"


def _devices(profile: Profile, board: Board) -> Iterator[str]:
    section, restart = profile.board, "and restart the board"
    if section.i2c is not None and not board.has_i2c:
        yield f"the I2C bus {section.i2c} is not there: put dtparam=i2c_arm=on into config.txt {restart}"
    if section.encoder == "hardware" and not board.has_encoder:
        mend = '`modprobe bcm2835_codec`, or set it to "software"'
        yield f'board.encoder is "hardware", and /{ENCODER} is not there: {mend}'
    if section.encoder == "software" and board.has_encoder:
        yield f'board.encoder is "software", and /{ENCODER} is there and will be used: set it to "hardware"'
    if section.usb == "gadget" and not board.has_gadget_port:
        mend = f"put dtoverlay=dwc2,dr_mode=peripheral into config.txt {restart}"
        yield f'board.usb is "gadget", and the kernel has no such port: {mend}'
    if section.usb == "host" and board.has_gadget_port:
        yield f'board.usb is "host", and the port is a gadget: take dr_mode=peripheral out of config.txt {restart}'


def _alarm(profile: Profile, board: Board) -> Iterator[str]:
    if profile.ladder.off and profile.readiness.board != "witty-pi-4" and not board.has_alarm:
        yield (
            f"ladder.off is {profile.ladder.off:g}, and no /{WAKE_ALARM} would wake the board again:"
            " set ladder.off = 0, or fit a clock chip that can"
        )

    if profile.readiness.board == "wakealarm" and not board.has_alarm:
        yield (
            f'readiness.board is "wakealarm", and there is no /{WAKE_ALARM}: off, it would miss its daily picture;'
            " fit a clock chip that can wake the board"
        )


def _memory(profile: Profile, board: Board) -> Iterator[str]:
    wanted = profile.board.cma_mb
    if wanted is None or board.cma_total_mb is None:
        return
    if board.cma_total_mb < wanted:
        yield (
            f"camera memory is {board.cma_total_mb} MB, and board.cma_mb says {wanted}: add cma-{wanted} to the line"
            " dtoverlay=vc4-kms-v3d of config.txt, or correct board.cma_mb"
        )
    needed = camera_memory_mb(profile)
    if profile.camera.backend == "pi" and board.cma_free_mb is not None and board.cma_free_mb < needed:
        yield (
            f"the camera needs {needed} MB of camera memory and {board.cma_free_mb} of {board.cma_total_mb} are free:"
            " end what else uses camera or display, or take a smaller camera.width and height"
        )


def _media(profile: Profile, board: Board) -> Iterator[str]:
    wanted, card, system = profile.board.media, board.card, board.system
    if wanted is None or card is None or system is None:
        return
    where = f"{profile.card.path} lies on {card.name}"
    if wanted == "usb" and not card.on_usb:
        yield f'board.media is "usb", and {where}, no USB disk: mount the reader there, or correct board.media'
    if wanted == "partition" and card != system:
        yield f'board.media is "partition", and {where}, the system on {system.name}: correct board.media'
    if wanted == "sd" and (card.on_usb or card == system):
        yield f'board.media is "sd", and {where}: mount the card of the second slot there, or correct board.media'


def _settings(profile: Profile, board: Board) -> Iterator[str]:
    for name, wanted, there, mend in (
        ("config.txt", profile.board.config_txt, board.config_txt, "run scripts/install, then restart the board"),
        ("the bootloader", profile.board.eeprom, board.eeprom, "add it with `rpi-eeprom-config --edit`"),
    ):
        if there is not None:
            yield from (f"{name} lacks {line}: {mend}" for line in wanted if line not in there)
