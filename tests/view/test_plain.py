"""What a journal shows."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.core.actions import Report
from trapd.view.plain import Plain

UTC_NS = 1_768_475_073_512_000_000
SECOND = 1_000_000_000
STILL = {
    "media": "still",
    "name": "KP-07/20260115-210434-100_DESK-1_3f2a-000012-1.jpg",
    "size": 412_331,
    "sequence": 12,
    "number": 1,
    "latency_ms": 38.2,
    "lit": True,
    "edge_to_durable_ms": 61.4,
}


def shown(*reports, utc_ns=UTC_NS):
    out = io.StringIO()
    plain = Plain(out, 600)
    for place, report in enumerate(reports):
        plain.tell(report, place * SECOND, None if utc_ns is None else utc_ns + place * SECOND)
    plain.close()
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (Report("armed", {"sensors": ["left", "right"]}), "armed: left and right"),
        (Report("disarmed", {"why": "outside its hours"}), "not armed: outside its hours"),
        (
            Report("settings", {"session": "c0ffee00", "did": "committed", "changes": {"plan.day.stills": 9}}),
            "settings of session c0ffee00 committed, plan.day.stills = 9",
        ),
        (
            Report("settings", {"session": "c0ffee00", "did": "went-back", "why": "camera: gone"}),
            "settings of session c0ffee00 FAILED: camera: gone",
        ),
        (Report("charging", {"allowed": True, "temperature_c": 4.0}), "charging allowed"),
        (Report("charging", {"allowed": False, "why": "-5.0 °C"}), "charging FORBIDDEN: -5.0 °C"),
        (Report("heater", {"on": True, "why": "-16.0 °C"}), "heater on: -16.0 °C"),
        (Report("heater", {"on": False, "why": "-11.0 °C is warm enough"}), "heater off: -11.0 °C is warm enough"),
        (Report("swept", {"announced": 0, "closed": 0, "took_s": 0.1}), "card swept: all in order"),
        (Report("swept", {"closed": 1, "set_aside": 2}), "card swept: 1 cut short and closed, 2 set aside"),
        (Report("motion", {"sensor": "left", "outcome": "shot", "sequence": 12}), "motion left -> shot 12"),
        (Report("motion", {"sensor": "left", "outcome": "prolonged", "sequence": 12}), "motion left -> 12 prolonged"),
        (Report("motion", {"sensor": "left", "outcome": "queued"}), "motion left -> queued, a plan is running"),
        (
            Report("motion", {"sensor": "left", "was": "queued", "outcome": "shot", "sequence": 12}),
            "motion left, queued -> shot 12",
        ),
        (
            Report("motion", {"sensor": "left", "outcome": "refused", "why": "warming-up"}),
            "motion left -> no shot: the sensor warms up",
        ),
        (
            Report("shot", STILL),
            f"still {STILL['name']} 412 kB, 38 ms after the edge, lit, durable after 61 ms",
        ),
        (
            Report(
                "shot", {"media": "clip", "name": "a.mp4", "size": 4_123_000, "pre_roll_s": 3.2, "missing_frames": 2}
            ),
            "clip a.mp4 4.1 MB, from 3.2 s before the motion, 2 frames missing",
        ),
        (
            Report("shot-failed", {"trigger": "time-lapse", "why": "a plan is running"}),
            "FAILED time-lapse: a plan is running",
        ),
        (
            Report("shot-failed", {"sequence": 12, "number": 2, "why": "no frame"}),
            "FAILED still 2 of sequence 12: no frame",
        ),
        (
            Report("shot-failed", {"sequence": 12, "number": 0, "why": "the card is full"}),
            "FAILED clip of sequence 12: the card is full",
        ),
        (
            Report("shot-again", {"sequence": 12, "number": 2, "why": "no frame"}),
            "still 2 of sequence 12 is ordered again, no frame",
        ),
        (
            Report("fix", {"lat": 43.1034, "lon": 131.5503, "alt_m": 123.0, "hdop": 0.9, "sats": 9}),
            "fix 43.1034, 131.5503, 123 m, HDOP 0.9, 9 satellites; time trusted",
        ),
        (Report("light", {"night": True, "sun_deg": -23.4}), "light night, sun at -23.4°"),
        (
            Report("stepped-down", {"trigger": "motion", "from": "clip", "to": "none", "why": "the pack would fall"}),
            "clip -> none: the pack would fall",
        ),
        (
            Report("brown-out", {"step": "burst", "celsius": -20, "worse": 1.95}),
            "BROWNED OUT under a burst at -20 °C: its loss counts 1.9 times from now on",
        ),
        (
            Report("motion", {"sensor": "left", "outcome": "refused", "why": "stepped-down"}),
            "motion left -> no shot: the pack cannot carry it",
        ),
        (
            Report("shot-failed", {"sequence": 12, "number": 1, "why": "stepped-down"}),
            "FAILED still 1 of sequence 12: the pack cannot carry it",
        ),
        (Report("bucket", {"open": True}), "bucket open again"),
        (Report("fault", {"part": "gps", "why": "silent for 5 s"}), "FAULT gps: silent for 5 s"),
        (Report("repaired", {"count": 3, "renamed": {}}), "3 pictures dated anew"),
        (Report("repaired", {"count": 0, "why_not": "the card is full"}), "others wait: the card is full"),
        (
            Report("stopped", {"why": "Ctrl-C", "motions": 2, "stills": 1, "clips": 0}),
            "stopped: Ctrl-C, 2 motions, 1 still, 0 clips",
        ),
        (
            Report("energy", {"wh": {"board": 3.2}, "charge": 0.62, "unsure": 0.05, "days_left": (80, 96, 115)}),
            "energy since the start: board 3.2 Wh; 62% charged ± 5%; 96 days (80–115) left",
        ),
        (Report("weather", {"snow_cm": 12}), "weather snow_cm 12"),
    ],
)
def test_each_event_is_one_short_sentence(report, words):
    assert shown(report)[-1] == f"21:04:33.512  {words}"


def test_a_new_day_is_announced_once():
    before_midnight = UTC_NS + 3 * 3600 * SECOND - 274 * SECOND

    lines = shown(*[Report("gps", {"awake": True})] * 200, utc_ns=before_midnight)

    assert [line.strip() for line in lines if line.strip().startswith("2026-")] == ["2026-01-15", "2026-01-16"]


def test_without_the_time_seconds_since_boot_are_told():
    assert shown(Report("gps", {"awake": True}), utc_ns=None) == ["    +0.000 s  receiver awake"]


def test_a_receiver_that_is_awake_does_not_fill_the_journal():
    assert len(shown(*[Report("fix", {"lat": 43.1, "lon": 131.5})] * 700)) == 1 + 2


def test_the_first_fix_that_can_be_trusted_is_news():
    doubtful = Report("fix", {"lat": 43.1, "lon": 131.5, "time_trusted": False})
    trusted = Report("fix", {"lat": 43.1, "lon": 131.5, "time_trusted": True})

    lines = shown(doubtful, doubtful, trusted, trusted)

    assert [line.split("; ")[1] for line in lines[1:]] == ["its time is not trusted", "time trusted"]


EVENTS = st.sampled_from(["motion", "shot", "fault", "console", "weather"])


@settings(deadline=None)
@given(EVENTS, st.dictionaries(st.sampled_from(["part", "why", "name", "sensor", "port"]), st.text()))
def test_nothing_that_a_fact_holds_can_command_the_terminal(event, facts):
    out = io.StringIO()

    Plain(out, 600).tell(Report(event, facts), 1, None)

    (line,) = out.getvalue().split("\n")[:-1]
    assert line.isprintable()
