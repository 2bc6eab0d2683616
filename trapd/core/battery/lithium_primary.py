"""Lithium primary (Li/FeS2): Energizer L91, AA, rated 3.0 Ah. Not rechargeable; its voltage hides its charge."""

from trapd.core.battery.chemistry import At, Chemistry, Unsure

LITHIUM_PRIMARY = Chemistry(
    name="l91",
    source=(
        "Linden's Handbook of Batteries, ch. 14: an electrolyte that conducts no worse in the cold; Energizer L91:"
        " -40 to 60 °C, 3.0 to 3.5 Ah, 120 to 240 mΩ at 21 °C (m), voltages, cold resistance and capacity (m)"
    ),
    cut_off_v=0.9,
    charge_from_c=None,
    ohmic=0.30,
    ohmic_k=0.0,
    prompt_k=3000.0,
    bend_v=0.1,
    at=(
        At(0.0, 1.30, 0.0, 2.0, 1.5, 2000.0),
        At(0.05, 1.46, 0.0, 0.8, 0.6, 2000.0),
        At(0.1, 1.56, 0.0, 0.5, 0.4, 2000.0),
        At(0.2, 1.62, 0.0, 0.35, 0.3, 2000.0),
        At(0.5, 1.68, 0.0, 0.32, 0.25, 2000.0),
        At(0.8, 1.71, 0.0, 0.32, 0.25, 2000.0),
        At(0.95, 1.74, 0.0, 0.32, 0.25, 2000.0),
        At(1.0, 1.80, 0.0, 0.32, 0.25, 2000.0),
    ),
    usable_rates=(0.01, 0.1, 0.33),
    usable=(
        (-40.0, (0.85, 0.60, 0.25)),
        (-20.0, (0.95, 0.88, 0.65)),
        (0.0, (1.0, 0.97, 0.88)),
        (21.0, (1.0, 1.0, 0.97)),
    ),
    unsure=(Unsure(-40.0, 0.08, 0.8), Unsure(0.0, 0.06, 0.5)),
)
