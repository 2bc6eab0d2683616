"""`scripts/fit-cell`: the table for the code and the errors for the page."""

from __future__ import annotations

import argparse
from pathlib import Path

from fit_cell import fitted, held_out, measured, whole
from fit_cell.held_out import worst
from fit_cell.sag import FORMS


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/fit-cell", description="Fits the Li-ion table to measured pulses.")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="with the two files of measurements")
    try:
        folder = parser.parse_args().folder
        found = whole.fit(folder)
    except OSError as err:
        parser.error(f"cannot read {err.filename}: {err.strerror}; name the folder of the measurements")
    _table(found)
    _errors(found)
    _capacities(found)
    _forms(folder)


def _table(found: whole.Fit) -> None:
    cell = found.cell.chemistry
    for name in ("cut_off_v", "charge_from_c", "ohmic", "ohmic_k", "prompt_k", "bend_v"):
        print(f"    {name}={getattr(cell, name)},")
    print("    at=(")
    for row in cell.at:
        print(f"        At({row.charge}, {row.open_v}, {row.cold_v}, {row.prompt}, {row.slow}, {row.slow_k}),")
    print(f"    ),\n    usable_rates={cell.usable_rates},\n    usable=(")
    for line in cell.usable:
        print(f"        {line},")
    print("    ),\n    unsure=(")
    for unsure in cell.unsure:
        print(f"        Unsure({unsure.celsius}, {unsure.rest_v}, {unsure.sag}),")
    print("    ),\n")


def _errors(found: whole.Fit) -> None:
    print("Model less measurement at a temperature that it was not fitted on, up to 0.5 C: median / worst")
    print("| °C | pulses | rest mV | after 1 s mV | after 10 s mV | charge % |\n|---|---|---|---|---|---|")
    print(*whole.error_rows(found), sep="\n", end="\n\n")


def _capacities(found: whole.Fit) -> None:
    print("Ah to 2.5 V at 0.3 C\n| °C | measured | model |\n|---|---|---|")
    for total in found.totals:
        ah = measured.RATED_AH * fitted.lasts(found.cell, total.celsius, fitted.MEASURED_RATE)
        print(f"| {total.celsius:.0f} | {total.ah:.2f} | {ah:.2f} |")
    print()


def _forms(folder: Path) -> None:
    pulses = measured.pulses(folder)
    left_out = sorted({pulse.celsius for pulse in pulses})
    print("Worst after 10 s, mV, of other forms\n| form |", *(f"{celsius:.0f} °C |" for celsius in left_out))
    print("|---|" + "---|" * len(left_out))
    for name, form in FORMS.items():
        worsts = (worst(held_out.errors(pulses, celsius, form).end_v) for celsius in left_out)
        print(f"| {name} |", *(f"{1e3 * volts:.0f} |" for volts in worsts))


if __name__ == "__main__":
    main()
