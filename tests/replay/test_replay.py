"""Receiver logs, each with its own trouble: which epochs are stamped, and why the others are not."""

import io
import json
from pathlib import Path

import pytest

from trapd.commands import gps
from trapd.core.errors import HardwareMissing, TrapdError, WrongUse
from trapd.runtime.clock import FieldClock

LOGS = Path(__file__).parent


def replay(name: str, any_date: bool = False) -> tuple[list[dict], dict[str, int]]:
    out = io.StringIO()
    assert gps.main(str(LOGS / name), any_date, True, out, FieldClock()) == 0
    *epochs, summary = map(json.loads, out.getvalue().splitlines())
    assert summary["epochs"] == len(epochs)
    return epochs, summary["refused"]


def seconds(epochs: list[dict]) -> list[str]:
    return [epoch["utc"][17:19] for epoch in epochs]


def test_a_cold_receiver_is_believed_only_after_its_first_fix():
    epochs, refused = replay("ublox-m8-cold-start.nmea")
    assert refused == {"no fix": 6}
    assert [epoch["time_trusted"] for epoch in epochs] == [False, False, True, True, True, True]
    assert {key: epochs[0][key] for key in ("utc", "alt_m", "hdop", "sats", "mode")} == {
        "utc": "2026-07-14T19:07:13.000Z",
        "alt_m": None,
        "hdop": 4.87,
        "sats": 3,
        "mode": 2,
    }
    assert (epochs[2]["alt_m"], epochs[2]["hdop"], epochs[2]["sats"], epochs[2]["mode"]) == (121.9, 1.21, 6, 3)
    assert epochs[2]["lat"] == pytest.approx(43.1034123, abs=1e-7)
    assert epochs[2]["lon"] == pytest.approx(131.5503140, abs=1e-7)


def test_a_fix_lost_and_found_again_keeps_its_trust():
    epochs, refused = replay("neo6m-fix-lost-and-found.nmea")
    assert seconds(epochs) == ["50", "51", "52", "55", "56", "57", "58"]
    assert [epoch["time_trusted"] for epoch in epochs] == [False, False] + [True] * 5
    assert refused == {"no fix": 2}


def test_midnight_and_new_year_are_one_second_like_any_other():
    epochs, _ = replay("l76-new-year.nmea")
    assert [epoch["utc"] for epoch in epochs[2:4]] == ["2026-12-31T23:59:59.000Z", "2027-01-01T00:00:00.000Z"]
    assert all(epoch["time_trusted"] for epoch in epochs[2:])
    assert {epoch["alt_m"] for epoch in epochs} == {122.7}


def test_a_rolled_over_week_is_put_right_and_said_so():
    epochs, refused = replay("rolled-over.nmea")
    assert {epoch["utc"][:10] for epoch in epochs} == {"2026-11-19"}
    assert {epoch["weeks_added"] for epoch in epochs} == {1024}
    assert not refused
    out = io.StringIO()
    gps.main(str(LOGS / "rolled-over.nmea"), False, False, out, FieldClock())
    assert "put right by 1024 weeks" in out.getvalue().splitlines()[0]
    raw, _ = replay("rolled-over.nmea", any_date=True)
    assert "weeks_added" not in raw[0]


def test_a_noisy_line_costs_epochs_but_never_a_wrong_one():
    epochs, refused = replay("noisy-line.nmea")
    assert seconds(epochs) == ["00", "01", "03", "04", "05", "07", "08", "09"]
    assert {round(epoch["lat"], 4) for epoch in epochs} == {43.1034}
    assert {round(epoch["lon"], 3) for epoch in epochs} == {131.55}
    assert epochs[2]["alt_m"] is None
    assert refused == {"noise": 3, "half sentence": 3, "wrong checksum": 2, "no RMC in the epoch": 1}


def test_what_claims_to_be_valid_and_is_not():
    epochs, refused = replay("not-to-be-stamped.nmea")
    assert seconds(epochs) == ["00", "13"]
    assert epochs[1]["hdop"] is None
    assert refused == {
        "position 0, 0 or not on Earth": 2,
        "position not measured: estimated, typed in or simulated": 2,
        "no fix": 3,
        "no date": 3,
        "no position": 1,
        "no RMC in the epoch": 1,
    }


def test_two_dates_for_one_second_are_none():
    epochs, refused = replay("with-zda.nmea")
    assert seconds(epochs) == ["00", "01", "02", "04"]
    assert refused == {"RMC and ZDA name different dates": 1}


def test_an_old_recording_needs_any_date():
    epochs, refused = replay("old-rmc-alone.nmea")
    assert (seconds(epochs), refused) == (["04", "05", "06", "07"], {"date before 2026-01-01": 4})
    epochs, refused = replay("old-rmc-alone.nmea", any_date=True)
    assert epochs[0]["utc"] == "2019-04-06T23:50:00.000Z"
    assert (round(epochs[0]["lat"], 4), round(epochs[0]["lon"], 4)) == (-33.935, -18.4083)
    assert [epoch["time_trusted"] for epoch in epochs] == [False, False, True, True] * 2, "a jump begins anew"
    assert not refused


def test_plain_text_has_a_line_for_each_epoch_and_each_reason():
    out = io.StringIO()
    gps.main(str(LOGS / "with-zda.nmea"), False, False, out, FieldClock())
    lines = out.getvalue().splitlines()
    assert lines[0].split()[:4] == ["2026-07-17T06:30:00.000Z", "untrusted", "43.1033917", "131.5502870"]
    assert lines[4:] == ["4 valid epochs", "1 refused: RMC and ZDA name different dates"]


def test_a_file_without_nmea_is_told_so(tmp_path):
    poem = tmp_path / "poem.txt"
    poem.write_text("Tyger Tyger, burning bright,\n$100 and a * of two\n")
    with pytest.raises(TrapdError, match=r"poem\.txt holds no NMEA") as raised:
        gps.main(str(poem), False, False, io.StringIO(), FieldClock())
    assert raised.value.exit_code == 1


@pytest.mark.parametrize(
    ("source", "error"),
    [("no-such-log.nmea", WrongUse), (".", WrongUse), ("/dev/no-such-port", HardwareMissing)],
)
def test_a_source_that_is_not_there_is_named(source, error):
    with pytest.raises(error, match=source):
        gps.main(source, False, False, io.StringIO(), FieldClock())
