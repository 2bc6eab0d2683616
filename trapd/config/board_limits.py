"""What a profile asks of its board, and the board cannot give."""

from __future__ import annotations

from collections.abc import Iterator

from trapd.config.boards import ONE_PORT, plain_model
from trapd.config.camera_memory import camera_memory_mb, takes_clips
from trapd.config.profile import Profile


def board_limits(profile: Profile) -> Iterator[str]:
    """Each problem as one line: the keys, what is wrong, the mend."""
    yield from _memory(profile)
    yield from _port(profile)


def _memory(profile: Profile) -> Iterator[str]:
    limit_mb, needed_mb = profile.board.cma_mb, camera_memory_mb(profile)
    if profile.camera.backend == "pi" and limit_mb is not None and needed_mb > limit_mb:
        less = "take no clips, or a smaller camera.width and height" if takes_clips(profile) else "take smaller ones"
        size = f"{profile.camera.width}x{profile.camera.height}"
        yield f"pictures of {size} need {needed_mb} MB of camera memory; board.cma_mb is {limit_mb}: {less}"


def _port(profile: Profile) -> Iterator[str]:
    board = profile.board
    if board.usb == "gadget" and board.media == "usb" and plain_model(board.model or "") in ONE_PORT:
        yield (
            f'board.usb is "gadget" and board.media is "usb"; a {board.model} has one port: set board.usb = "host",'
            ' or board.media = "partition"'
        )
