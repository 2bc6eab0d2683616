"""The panel, drawn on a virtual clock."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from trapd.config.profile import Pir, Plan, Plans, Profile, Sensor, Unit
from trapd.core.actions import Report
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.view.live import Live
from trapd.view.table import plain_table, rich_table, totals
from trapd.view.tally import Tally

UTC_NS = 1_768_475_073_512_000_000
SECOND = 1_000_000_000
PROFILE = Profile(
    unit=Unit(name="DESK-1", station="KP-07"),
    pir=Pir(sensors=(Sensor(name="left"), Sensor(name="right"))),
    plan=Plans(day=Plan(clip=True)),
)
STILL = {
    "media": "still",
    "name": "KP-07/20260115-210434-100_DESK-1_3f2a-000012-1.jpg",
    "size": 412_331,
    "sequence": 12,
    "number": 1,
    "trigger": "motion",
    "sensor": "left",
    "latency_ms": 38.2,
    "lit": True,
    "edge_to_durable_ms": 61.4,
    "time_source": "gps",
    "taken_utc_ns": UTC_NS,
}
CLIP = {
    "media": "clip",
    "name": "KP-07/20260115-210431-512_DESK-1_3f2a-000012-clip.mp4",
    "size": 4_123_331,
    "sequence": 12,
    "number": 0,
    "trigger": "motion",
    "sensor": "left",
    "lit": False,
    "time_source": "none",
    "taken_utc_ns": UTC_NS,
}
MOTION = Report("motion", {"sensor": "left", "outcome": "shot", "sequence": 12})


class Stage:
    """A live view on a terminal made of text; the reports come when the story says."""

    def __init__(self):
        self.loop = Loop(VirtualClock(UTC_NS))
        self.screen = io.StringIO()
        console = Console(file=self.screen, force_terminal=True, width=100, height=40, legacy_windows=False)
        self.live = Live(console, PROFILE, self.loop, until_ns=60 * SECOND)

    def tells(self, report, at_s=0.0):
        self.loop.after(round(at_s * SECOND), self._tell, report)

    def _tell(self, report):
        now_ns = self.loop.clock.now_ns()
        self.live.tell(report, now_ns, UTC_NS + now_ns)

    def plays(self, until_s):
        """What was written from here until then, without colours."""
        before = len(self.screen.getvalue())
        self.loop.at(round(until_s * SECOND), self.loop.stop)
        self.loop.run()
        return self.text(before)

    def text(self, since=0):
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.screen.getvalue()[since:])


@pytest.fixture
def stage():
    stage = Stage()
    yield stage
    stage.live.close()


def test_the_panel_tells_how_the_unit_is(stage):
    stage.tells(Report("armed", {"sensors": ["left", "right"]}))
    stage.tells(Report("light", {"night": False, "sun_deg": 12.3}))
    stage.tells(Report("sensor", {"sensor": "left", "state": "calm"}))
    stage.tells(Report("sensor", {"sensor": "right", "state": "warming-up"}))
    stage.tells(Report("card", {"free_mb": 76_119}))
    stage.tells(Report("console", {"port": "/dev/pts/5"}))
    stage.tells(Report("shot", STILL))

    seen = stage.plays(until_s=0.9)

    for text in (
        "KP-07 · DESK-1",
        "armed",
        "day, sun at 12.3°",
        "left calm · right warming-up",
        "1 still, 0 clips; from edge to exposure 38 ms",
        "76.1 GB free",
        "screen /dev/pts/5",
        "60 s left",
    ):
        assert text in seen


def test_events_scroll_by_above_the_panel_with_the_stations_time(stage):
    stage.tells(MOTION, at_s=0.1)

    assert "21:04:33.612  motion left -> shot 12" in stage.plays(until_s=0.9)


def test_a_running_clip_is_shown_until_it_is_on_the_card(stage):
    stage.tells(MOTION)
    stage.tells(Report("shot-failed", {"trigger": "time-lapse", "why": "a plan is running"}), at_s=1)
    stage.tells(Report("shot", CLIP), at_s=5)

    assert "12 recording for 3 s, and 3 s before the motion" in stage.plays(until_s=4)
    stage.plays(until_s=5.5)
    assert "recording" not in stage.plays(until_s=8)


def test_a_fault_stands_in_the_panel_until_it_is_mended(stage):
    stage.tells(Report("fault", {"part": "gps", "why": "silent for 5 s"}))
    stage.tells(Report("mended", {"part": "gps"}), at_s=3)

    stage.plays(until_s=1)
    assert "gps: silent for 5 s" in stage.plays(until_s=2.5)
    stage.plays(until_s=4)
    assert "silent" not in stage.plays(until_s=6)


def test_a_card_that_is_gone_says_where_pictures_go_until_it_is_back(stage):
    stage.tells(Report("fault", {"part": "card", "why": "the card is gone"}))
    stage.tells(Report("reserve", {"free_mb": 200, "why": "the card is gone"}))
    stage.tells(Report("mended", {"part": "card"}), at_s=3)

    stage.plays(until_s=1)
    assert "card: the card is gone; pictures go to the reserve" in stage.plays(until_s=2.5)
    stage.plays(until_s=4)
    assert "reserve" not in stage.plays(until_s=6)


def test_a_storm_of_events_is_drawn_four_times_a_second_at_most(stage):
    for number in range(200):
        stage.tells(MOTION, at_s=number / 200)

    seen = stage.plays(until_s=1)

    assert seen.count("motion left -> shot 12") >= 150
    assert seen.count("KP-07 · DESK-1") <= 2 * 5


def test_the_terminal_is_as_it_was_after_the_end(stage):
    stage.tells(MOTION)
    stage.plays(until_s=0.01)

    stage.live.close()

    written = stage.screen.getvalue()
    assert "motion left -> shot 12" in stage.text()
    assert written.rfind("\x1b[?25h") > written.rfind("\x1b[?25l")


def tally_of(*facts):
    tally = Tally()
    for fact in facts:
        tally.tell(Report("shot", fact), 0, None)
    return tally


def test_the_table_at_the_end_has_a_line_for_each_file():
    assert plain_table(tally_of(STILL, CLIP), 600).splitlines() == [
        "time            file                                                   kind   sensor  latency  lit    size",
        f"21:04:33.512    {STILL['name']}     still  left      38 ms  lit  412 kB",
        f"21:04:33.512 ?  {CLIP['name']}  clip   left                  4.1 MB",
    ]


def test_the_terminals_table_says_the_same():
    console = Console(file=io.StringIO(), width=140)

    console.print(rich_table(tally_of(STILL, CLIP), 600))

    assert STILL["name"] in console.file.getvalue()
    assert CLIP["name"] in console.file.getvalue()


def test_a_run_without_pictures_has_no_table():
    assert plain_table(Tally(), 600) == ""
    assert totals(Tally(), None) == ["0 motions, 0 stills, 0 clips, 0 faults"]


def test_the_totals_say_what_the_table_leaves_out():
    tally = tally_of(*[STILL] * 60)
    tally.tell(MOTION, 0, None)
    tally.tell(Report("motion", MOTION.facts | {"was": "queued"}), 0, None)  # the same, once more
    tally.tell(Report("shot-failed", {"sequence": 13, "number": 1, "why": "no frame"}), 0, None)

    lines = totals(tally, Path("card/contact-sheet.png"))

    assert lines[0] == "1 motion, 60 stills, 0 clips, 0 faults, 1 FAILED shot"
    assert "newest 40 of 60" in lines[1]
    assert lines[2] == "contact sheet: card/contact-sheet.png"
