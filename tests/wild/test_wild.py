"""Each reader on damaged versions of what it reads. `scripts/torture wild` throws a million by a fuzzer."""

import random
from collections.abc import Iterator

import pytest
from wild_targets import PLACE, TARGETS

DAMAGED = 60


@pytest.fixture(autouse=True)
def _leave_nothing() -> Iterator[None]:
    yield
    PLACE.remove()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Flipped bits, a piece cut out, doubled, or zeroed, or all of it torn off."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if not changed:
            break
        at = chance.randrange(len(changed))
        upto = min(len(changed), at + chance.choice((1, 4, 60, 512)))
        match chance.randrange(5):
            case 0:
                changed[at] ^= 1 << chance.randrange(8)
            case 1:
                del changed[at:upto]
            case 2:
                changed[at:at] = changed[at:upto]
            case 3:
                changed[at:upto] = bytes(upto - at)
            case 4:
                del changed[at:]
    return bytes(changed)


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_it_is_given_it_neither_crashes_nor_believes_nonsense(name: str) -> None:
    target, chance = TARGETS[name], random.Random(name)
    seeds = target.seeds(name)
    for data in [b"", *seeds, *(damaged(chance.choice(seeds), chance) for _ in range(DAMAGED))]:
        target.throw(data)
