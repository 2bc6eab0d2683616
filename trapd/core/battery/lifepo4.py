"""LiFePO4: a 26650 cell of 3.3 Ah made for energy. Its voltage is all but flat from a fifth of its charge on."""

from trapd.core.battery.chemistry import At, Chemistry, Unsure

LIFEPO4 = Chemistry(
    name="lifepo4",
    source=(
        "AA Portable Power LFP-26650-3300: to 2.5 V, at most 30 mΩ at 23 °C, charging from 0 °C; 80 % at 0 and 70 %"
        " at -20 °C, other capacities, voltages, cold resistance (m)"
    ),
    cut_off_v=2.5,
    charge_from_c=0.0,
    ohmic=0.05,
    ohmic_k=1500.0,
    prompt_k=5000.0,
    bend_v=0.1,
    at=(
        At(0.0, 2.80, 0.02, 0.50, 0.40, 4000.0),
        At(0.05, 3.10, 0.02, 0.25, 0.20, 4000.0),
        At(0.1, 3.20, 0.02, 0.18, 0.10, 4000.0),
        At(0.2, 3.25, 0.02, 0.14, 0.07, 4000.0),
        At(0.4, 3.29, 0.02, 0.12, 0.06, 4000.0),
        At(0.6, 3.31, 0.02, 0.12, 0.06, 4000.0),
        At(0.8, 3.33, 0.02, 0.12, 0.06, 4000.0),
        At(0.95, 3.34, 0.02, 0.14, 0.06, 4000.0),
        At(1.0, 3.40, 0.02, 0.18, 0.06, 4000.0),
    ),
    usable_rates=(0.05, 0.3, 1.0),
    usable=(
        (-40.0, (0.40, 0.20, 0.0)),
        (-30.0, (0.60, 0.45, 0.10)),
        (-20.0, (0.75, 0.70, 0.50)),
        (0.0, (0.85, 0.80, 0.75)),
        (25.0, (1.0, 1.0, 0.97)),
    ),
    unsure=(Unsure(-40.0, 0.06, 0.8), Unsure(0.0, 0.03, 0.5)),
)
