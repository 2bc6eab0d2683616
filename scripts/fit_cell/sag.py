"""What a load takes from the rest voltage: the formula of `trapd.core.battery.chemistry`, fitted to the pulses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fit_cell.measured import FIELD_LOAD_A, RATED_AH, Pulse
from trapd.core.battery.chemistry import KELVIN

Array = npt.NDArray[np.float64]

FIELD_WEIGHT, OTHER_WEIGHT = 3.0, 0.5
"""A trap's loads count most; the stronger pulses show where the line bends."""
UNBENT_V = 1e6
"""So far off that nothing bends."""
START = (0.05, 1.0, 0.2, 6.0, 0.15, 0.02, 3.0)


@dataclass(frozen=True, slots=True)
class Form:
    """What may differ from one form of the model to another."""

    bent: bool = True
    """The prompt loss bends with load."""
    together: float = 0.015
    """How strongly diffusion's slope at one charge is drawn to those of its neighbours, in volts per 1000 K."""


CHOSEN = Form()
FORMS = {
    "prompt loss straight": Form(bent=False),
    "one slope for the slow loss": Form(together=1e3),
    "slope of the slow loss free at each charge": Form(together=0.0),
    "slope of the slow loss drawn to its neighbours": CHOSEN,
}


@dataclass(frozen=True, slots=True)
class Sag:
    """Resistances in ohms times Ah at 0 °C, slopes in kelvin; a value for each charge in the tuples."""

    ohmic: float
    ohmic_k: float
    bend_v: float
    prompt_k: float
    prompt: tuple[float, ...]
    slow: tuple[float, ...]
    slow_k: tuple[float, ...]


def fit(pulses: Sequence[Pulse], charges: Sequence[float], form: Form = CHOSEN) -> Sag:
    n = len(charges)
    place = np.array([charges.index(pulse.charge) for pulse in pulses])
    rate = np.array([pulse.amperes / RATED_AH for pulse in pulses])
    cold = np.array([1000 / (KELVIN + pulse.celsius) - 1000 / KELVIN for pulse in pulses])
    first_v = np.array([pulse.rest_v - pulse.first_v for pulse in pulses])
    end_v = np.array([pulse.rest_v - pulse.end_v for pulse in pulses])
    weight = np.where(rate * RATED_AH < FIELD_LOAD_A, FIELD_WEIGHT, OTHER_WEIGHT) / (1 + 2.5 * first_v)

    def misses(x: Array) -> Array:
        (ohmic, bend_v), (ohmic_k, prompt_k) = np.exp(x[:2]), x[2:4]
        prompt, slow, slow_k = np.exp(x[4 : 4 + n]), np.exp(x[4 + n : 4 + 2 * n]), x[4 + 2 * n :]
        straight = prompt[place] * np.exp(prompt_k * cold) * rate
        bent = bend_v * np.arcsinh(straight / bend_v) if form.bent else straight
        first = ohmic * np.exp(ohmic_k * cold) * rate + bent
        end = first + slow[place] * np.exp(slow_k[place] * cold) * rate
        unlike = form.together * np.diff(slow_k)
        return np.concatenate([(first - first_v) * weight, (end - end_v) * weight, unlike])

    ohmic, ohmic_k, bend_v, prompt_k, prompt, slow, slow_k = START
    start = [np.log(ohmic), np.log(bend_v), ohmic_k, prompt_k]
    x = least_squares(misses, np.array(start + [np.log(prompt)] * n + [np.log(slow)] * n + [slow_k] * n))
    return Sag(
        ohmic=float(np.exp(x[0])),
        ohmic_k=float(x[2] * 1000),
        bend_v=float(np.exp(x[1])) if form.bent else UNBENT_V,
        prompt_k=float(x[3] * 1000),
        prompt=tuple(np.exp(x[4 : 4 + n]).tolist()),
        slow=tuple(np.exp(x[4 + n : 4 + 2 * n]).tolist()),
        slow_k=tuple((x[4 + 2 * n :] * 1000).tolist()),
    )


def least_squares(misses: Callable[[Array], Array], x: Array, rounds: int = 200) -> Array:
    """Levenberg and Marquardt: steps of linear least squares, shorter ones while they make it worse."""
    step, damping, now = 1e-6, 1e-3, misses(x)
    for _ in range(rounds):
        slopes = np.column_stack([(misses(x + step * unit) - now) / step for unit in np.eye(len(x))])
        square = slopes.T @ slopes
        while damping < 1e12:
            move = np.linalg.solve(square + damping * np.diag(np.diag(square) + 1e-12), -slopes.T @ now)
            then = misses(x + move)
            if then @ then < now @ now:
                break
            damping *= 4
        else:
            return x
        done = now @ now - then @ then < 1e-12 * (now @ now)
        x, now, damping = x + move, then, damping / 3
        if done:
            break
    return x
