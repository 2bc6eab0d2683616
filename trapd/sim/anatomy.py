"""The build of each kind of animal, in metres, seen from the side and walking to the right."""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, atan2, cos, hypot, pi, sin

Point = tuple[float, float]
Bones = tuple[Point, Point, Point, Point]
"""Joint, knee or elbow, ankle, paw."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg as three joints over the paw; lengths in metres, breadths as radii from the top down to the paw."""

    joint: Point
    upper_m: float
    lower_m: float
    ankle: Point
    """Of the ankle, from the paw."""
    bends: int
    """+1: the middle joint points forward (knee); -1: backward (elbow)."""
    breadths: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Body:
    """One kind of animal."""

    outline: tuple[Point, ...]
    """Trunk, neck and head, clockwise from the rump; corners are rounded off."""
    ear: tuple[Point, ...]
    eye: Point
    fore: Leg
    hind: Leg
    tail: tuple[Point, ...]
    tail_m: tuple[float, float]
    """Radius at its root and at its tip."""
    back: int
    """Luma codes in daylight: back, belly, markings."""
    belly: int
    marks: int
    chroma: tuple[int, int]
    spotted: bool
    stride_m: float


def _points(numbers: str) -> tuple[Point, ...]:
    """Pairs of numbers as points."""
    values = [float(one) for one in numbers.split()]
    return tuple(zip(values[::2], values[1::2], strict=True))


BODIES: dict[str, Body] = {
    # Amur leopard (from memory): shoulder 0.64 to 0.78 m, head and body 1.1 to 1.4 m, tail 0.8 to 0.9 m.
    "leopard": Body(
        outline=_points(
            """
            -0.57 0.52  -0.53 0.61  -0.42 0.668  -0.25 0.652  -0.05 0.628  0.15 0.64  0.30 0.688  0.42 0.685
            0.52 0.695  0.585 0.735  0.64 0.772  0.70 0.775  0.748 0.752  0.782 0.715  0.825 0.690
            0.842 0.662  0.835 0.622  0.80 0.598  0.74 0.578  0.67 0.555  0.60 0.51  0.53 0.44  0.44 0.36
            0.30 0.325  0.10 0.315  -0.10 0.33  -0.28 0.375  -0.42 0.37  -0.54 0.43
            """
        ),
        ear=_points("0.592 0.735  0.582 0.775  0.596 0.808  0.622 0.815  0.648 0.798  0.655 0.765"),
        eye=(0.752, 0.706),
        fore=Leg((0.37, 0.50), 0.27, 0.22, (-0.012, 0.075), -1, (0.115, 0.068, 0.046, 0.043)),
        hind=Leg((-0.41, 0.52), 0.27, 0.25, (-0.055, 0.155), 1, (0.165, 0.095, 0.042, 0.042)),
        tail=_points("-0.53 0.575  -0.66 0.50  -0.78 0.34  -0.90 0.20  -1.05 0.15  -1.20 0.20  -1.30 0.30"),
        tail_m=(0.046, 0.034),
        back=158,
        belly=214,
        marks=44,
        chroma=(110, 140),
        spotted=True,
        stride_m=0.86,
    ),
    # Siberian roe deer (from memory): shoulder 0.75 to 0.9 m.
    "roe deer": Body(
        outline=_points(
            """
            -0.52 0.66  -0.50 0.77  -0.40 0.84  -0.22 0.83  0.0 0.80  0.18 0.80  0.32 0.83  0.40 0.88
            0.46 0.97  0.51 1.03  0.57 1.045  0.62 1.02  0.68 0.965  0.73 0.925  0.73 0.895  0.69 0.88
            0.62 0.885  0.57 0.87  0.53 0.78  0.47 0.67  0.40 0.58  0.30 0.53  0.10 0.51  -0.12 0.54
            -0.28 0.59  -0.42 0.57  -0.50 0.60
            """
        ),
        ear=_points("0.50 1.02  0.44 1.08  0.43 1.12  0.49 1.11  0.54 1.04"),
        eye=(0.60, 0.975),
        fore=Leg((0.34, 0.66), 0.30, 0.30, (0.0, 0.10), -1, (0.10, 0.042, 0.022, 0.02)),
        hind=Leg((-0.38, 0.70), 0.30, 0.32, (-0.05, 0.22), 1, (0.15, 0.062, 0.024, 0.02)),
        tail=_points("-0.49 0.73  -0.53 0.70  -0.54 0.66"),
        tail_m=(0.05, 0.03),
        back=112,
        belly=150,
        marks=205,
        chroma=(120, 136),
        spotted=False,
        stride_m=0.95,
    ),
}

STANCE = 0.62
"""Share of the stride that a walking paw stays on the ground."""
STEPS = {"hind near": 0.0, "fore near": 0.22, "hind far": 0.5, "fore far": 0.72}
"""When each paw lands: the lateral sequence in which cats and deer walk."""


def paw(stride_m: float, phase: float) -> Point:
    """Where a paw is, from the point under its joint: on the ground it moves back as fast as the body goes on."""
    reach = STANCE * stride_m / 2
    phase %= 1.0
    if phase < STANCE:
        return reach * (1 - 2 * phase / STANCE), 0.0
    swing = (phase - STANCE) / (1 - STANCE)
    return reach * -cos(pi * swing), 0.075 * sin(pi * swing)


def joints(leg: Leg, stride_m: float, phase: float) -> Bones:
    """One leg in one phase: two bones of fixed length, the middle joint where they meet."""
    forward, lift = paw(stride_m, phase)
    toe = (leg.joint[0] + forward, lift + leg.breadths[3] * 0.7)
    fold = lift * 6
    ankle = (toe[0] + leg.ankle[0] - fold * 0.12, toe[1] + leg.ankle[1] - leg.breadths[3] * 0.7 + fold * 0.05)
    dx, dy = ankle[0] - leg.joint[0], ankle[1] - leg.joint[1]
    reach = min(hypot(dx, dy), (leg.upper_m + leg.lower_m) * 0.999)
    inner = acos((leg.upper_m**2 + reach**2 - leg.lower_m**2) / (2 * leg.upper_m * reach))
    turn = atan2(dy, dx) + leg.bends * inner
    middle = (leg.joint[0] + leg.upper_m * cos(turn), leg.joint[1] + leg.upper_m * sin(turn))
    return leg.joint, middle, ankle, toe


def rounded(corners: tuple[Point, ...], parts: int = 6, closed: bool = True) -> list[Point]:
    """A smooth curve through the corners (Catmull-Rom)."""
    n = len(corners)
    curve: list[Point] = []
    for k in range(n if closed else n - 1):
        if closed:
            a, b, c, d = (corners[(k + j) % n] for j in (-1, 0, 1, 2))
        else:
            a, b, c, d = (corners[max(0, min(n - 1, k + j))] for j in (-1, 0, 1, 2))
        for part in range(parts):
            t = part / parts
            weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3)
            x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) / 2 for axis in (0, 1))
            curve.append((x, y))
    return curve if closed else [*curve, corners[-1]]
