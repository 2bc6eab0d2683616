"""Lead-acid: a valve-regulated battery; a "12 V" one is six cells in series. An empty one freezes, and is lost."""

from trapd.core.battery.chemistry import At, Chemistry, Unsure

LEAD_ACID = Chemistry(
    name="lead-acid",
    source=(
        "Panasonic LC-R061R3P: 50 mΩ of three cells of 1.3 Ah at 25 °C; 92, 81 and 65 % in 10, 5 and 1 h;"
        " 102, 100, 85 and 65 % at 40, 25, 0 and -15 °C; 50 % at -18 °C, colder, voltages, cold resistance (m)"
    ),
    cut_off_v=1.75,
    charge_from_c=0.0,
    ohmic=0.035,
    ohmic_k=1500.0,
    prompt_k=3000.0,
    bend_v=0.1,
    at=(
        At(0.0, 1.95, 0.0, 0.12, 0.10, 3000.0),
        At(0.25, 2.00, 0.0, 0.05, 0.04, 3000.0),
        At(0.5, 2.04, 0.0, 0.03, 0.02, 3000.0),
        At(0.75, 2.085, 0.0, 0.02, 0.015, 3000.0),
        At(1.0, 2.14, 0.0, 0.02, 0.015, 3000.0),
    ),
    usable_rates=(0.05, 0.1, 0.2, 0.65),
    usable=(
        (-40.0, (0.05, 0.0, 0.0, 0.0)),
        (-30.0, (0.25, 0.15, 0.05, 0.0)),
        (-18.0, (0.50, 0.43, 0.34, 0.18)),
        (-15.0, (0.65, 0.58, 0.48, 0.32)),
        (0.0, (0.85, 0.77, 0.67, 0.50)),
        (25.0, (1.0, 0.92, 0.81, 0.65)),
        (40.0, (1.02, 0.94, 0.83, 0.67)),
    ),
    unsure=(Unsure(-40.0, 0.06, 0.8), Unsure(0.0, 0.03, 0.5)),
)
