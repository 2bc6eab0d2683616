"""NiMH: low self-discharge AA cells of 2.0 Ah."""

from trapd.core.battery.chemistry import At, Chemistry, Unsure

NIMH = Chemistry(
    name="nimh",
    source=(
        "Panasonic HHR70AAAJ: 30 mΩ at 1 kHz and 0.7 Ah, charging from 0 °C; at most half below freezing, voltages,"
        " resistance to direct current, capacity in the cold (m)"
    ),
    cut_off_v=1.0,
    charge_from_c=0.0,
    ohmic=0.035,
    ohmic_k=1500.0,
    prompt_k=4000.0,
    bend_v=0.1,
    at=(
        At(0.0, 1.05, 0.0, 0.40, 0.30, 4000.0),
        At(0.05, 1.18, 0.0, 0.15, 0.10, 4000.0),
        At(0.1, 1.23, 0.0, 0.08, 0.05, 4000.0),
        At(0.2, 1.25, 0.0, 0.06, 0.03, 4000.0),
        At(0.5, 1.275, 0.0, 0.05, 0.03, 4000.0),
        At(0.7, 1.29, 0.0, 0.05, 0.03, 4000.0),
        At(0.9, 1.33, 0.0, 0.05, 0.03, 4000.0),
        At(1.0, 1.40, 0.0, 0.05, 0.03, 4000.0),
    ),
    usable_rates=(0.05, 0.2, 1.0),
    usable=(
        (-40.0, (0.0, 0.0, 0.0)),
        (-20.0, (0.30, 0.20, 0.0)),
        (0.0, (0.50, 0.45, 0.30)),
        (20.0, (1.0, 1.0, 0.90)),
    ),
    unsure=(Unsure(-40.0, 0.06, 0.8), Unsure(0.0, 0.03, 0.5)),
)
