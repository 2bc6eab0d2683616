"""Alkaline: Energizer E91, AA, rated 2.8 Ah at 25 mA. Not rechargeable, and no battery for a winter."""

from trapd.core.battery.chemistry import At, Chemistry, Unsure

ALKALINE = Chemistry(
    name="alkaline",
    source=(
        "Energizer E91: 0.9 Ω at -40 °C and 0.1 Ω at 40 °C when fresh, 2.8 Ah at 25 mA, less than 1 Ah at 1 A;"
        " at most half below freezing, voltages, resistance by charge, capacity in the cold (m)"
    ),
    cut_off_v=0.9,
    charge_from_c=None,
    ohmic=0.70,
    ohmic_k=2000.0,
    prompt_k=3500.0,
    bend_v=0.1,
    at=(
        At(0.0, 0.95, 0.0, 3.0, 3.0, 3500.0),
        At(0.1, 1.12, 0.0, 1.2, 1.2, 3500.0),
        At(0.25, 1.21, 0.0, 0.6, 0.6, 3500.0),
        At(0.5, 1.32, 0.0, 0.4, 0.4, 3500.0),
        At(0.8, 1.44, 0.0, 0.3, 0.3, 3500.0),
        At(1.0, 1.59, 0.0, 0.3, 0.3, 3500.0),
    ),
    usable_rates=(0.01, 0.1, 0.35),
    usable=(
        (-40.0, (0.0, 0.0, 0.0)),
        (-20.0, (0.25, 0.10, 0.0)),
        (0.0, (0.50, 0.35, 0.12)),
        (21.0, (1.0, 0.80, 0.35)),
    ),
    unsure=(Unsure(-40.0, 0.10, 0.8), Unsure(0.0, 0.06, 0.5)),
)
