"""Whatever happened to a unit, its clocks and cards: no time is told that is further from the truth than it says."""

from itertools import pairwise

import pytest
from captions import caption
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.core.boots import Boots
from trapd.core.dating import Dating, redated, worth
from trapd.core.timeline import Moment
from trapd.core.units import S

UNIT = "DESK-1"
SPRING_NS = 1_772_323_200 * S  # 2026-03-01
YEAR_2000_NS = 946_684_800 * S
HOUR, DAY = 3_600, 86_400


class Story:
    """One boot after the other, with what really was. Times are seconds."""

    def __init__(self, rtc_off_s=None, rtc_ppm=0.0):
        """`rtc_off_s`: how much too late the clock chip is set; None: there is none."""
        self.lines = []
        self.boots = 0
        self.began_s = []
        """Of each boot, true time."""
        self.now_s = 0.0
        """True time, since spring."""
        self._rtc_off_s = rtc_off_s
        self._rtc_ppm = rtc_ppm
        self._rtc_set_s = 0.0
        self._unseen = False

    def off(self, seconds):
        self.now_s += seconds

    def lose_rtc(self):
        """Its battery is empty."""
        if self._rtc_off_s is not None:
            self.set_rtc((YEAR_2000_NS - SPRING_NS) / S - self.now_s)

    def set_rtc(self, off_s=0.0):
        if self._rtc_off_s is not None:
            self._rtc_off_s, self._rtc_set_s = off_s, self.now_s

    def boot(self, runs_s, pictures=(), anchors=(), ppm=0.0, reads=True, sets_rtc=None, on_this_card=True, starts=1):
        """`pictures`: when; `anchors`: when, by whom, how well, how wrong; `ppm`: how fast its clock runs."""
        self.boots += 1
        began_s, number, lines = self.now_s, self.boots, []
        self.began_s.append(began_s)

        def true_ns(mono_s):
            return SPRING_NS + round((began_s + mono_s * (1 + ppm / 1e6)) * S)

        def line(kind, mono_s, start=0, **facts):
            lines.append(
                {
                    "kind": kind,
                    "boot": f"{number:02x}{start:02x}",
                    "boot_id": f"kernel-{number}",
                    "unit": UNIT,
                    "mono_ns": round(mono_s * S),
                    **facts,
                }
            )

        for start in range(starts):
            up_s = 10 + start * (runs_s - 10) / starts
            facts = {} if number == 1 else {"before": f"kernel-{number - 1}"}
            if reads and self._rtc_off_s is not None:
                self.now_s = began_s + up_s * (1 + ppm / 1e6)
                facts["rtc_utc_ns"] = self._rtc_ns()
            line("boot", up_s, start, **facts)
        for at_s, source, open_s, wrong in anchors:
            utc_ns = true_ns(at_s) + round(wrong * open_s * S)
            line("anchor", at_s, source=source, uncertainty_s=open_s, utc_ns=utc_ns)
        for at_s in pictures:
            line("media", at_s, time_source="none", utc_ns=0, true_ns=true_ns(at_s))
        self.now_s = began_s + runs_s * (1 + ppm / 1e6)
        if sets_rtc is not None and anchors:
            self.set_rtc(sets_rtc)
        if on_this_card:
            self.lines += lines

    def told(self):
        """What is told of each picture, in order: its line and a moment."""
        dating = self.dating()
        for line in self.lines:
            if line.get("kind") == "media":
                yield line, dating.moment(line["boot"], line["mono_ns"])

    def dating(self):
        boots = Boots(UNIT)
        for line in self.lines:
            boots.take(line)
        return Dating(boots)

    def _rtc_ns(self):
        drifted_s = (self.now_s - self._rtc_set_s) * self._rtc_ppm / 1e6
        return SPRING_NS + int(self.now_s + self._rtc_off_s + drifted_s) * S


def wrong_s(line, moment):
    return (moment.utc_ns - line["true_ns"]) / S


GPS = ("gps", 0.6, 0.0)


def test_an_anchor_dates_what_was_taken_before_it():
    story = Story()
    story.boot(2 * HOUR, pictures=[60, 5_000], anchors=[(3_600, *GPS)])

    for line, moment in story.told():
        assert moment.source == "gps"
        assert wrong_s(line, moment) == 0
        assert moment.uncertainty_s < 1


def test_it_reaches_over_a_restart_of_the_process():
    story = Story()
    story.boot(2 * HOUR, pictures=[60], anchors=[(7_000, *GPS)], starts=3)
    story.lines[-2]["boot"] = story.lines[2]["boot"]

    ((_, moment),) = story.told()

    assert moment.source == "gps"


def test_the_receiver_is_believed_against_the_technician():
    story = Story()
    story.boot(2 * HOUR, pictures=[60], anchors=[(61, "technician", 2.0, 1_800.0), (3_600, *GPS)])

    ((line, moment),) = story.told()

    assert moment.source == "gps"
    assert wrong_s(line, moment) == 0


def test_after_a_cut_the_chip_tells_by_a_later_fix_how_far_it_was_off():
    story = Story(rtc_off_s=3 * HOUR)
    story.boot(600, pictures=[60])
    story.off(2 * DAY)
    story.boot(600, anchors=[(300, *GPS)])

    ((line, moment),) = story.told()

    assert moment.source == "rtc"
    assert abs(wrong_s(line, moment)) <= moment.uncertainty_s < 60


def test_a_chip_that_is_right_tells_what_came_after_the_fix_too():
    story = Story(rtc_off_s=0.3)
    story.boot(600, anchors=[(300, *GPS)])
    story.off(DAY)
    story.boot(600, pictures=[60])

    ((line, moment),) = story.told()

    assert moment.source == "rtc"
    assert abs(wrong_s(line, moment)) <= moment.uncertainty_s < 60


def test_a_chip_that_was_off_may_have_been_set_since():
    story = Story(rtc_off_s=1_200)
    story.boot(600, anchors=[(300, *GPS)], sets_rtc=0.0)
    story.off(DAY)
    story.boot(600, pictures=[60])

    ((line, moment),) = story.told()

    assert abs(wrong_s(line, moment)) <= moment.uncertainty_s
    assert 1_200 <= moment.uncertainty_s < 1_300


def test_a_chip_that_begins_anew_each_time_tells_nothing():
    story = Story(rtc_off_s=0.0)
    for anchors in ([], [(300, *GPS)]):
        story.lose_rtc()
        story.off(1)
        story.boot(600, pictures=[60], anchors=anchors)
        story.off(2 * DAY)

    (_, first), (_, second) = story.told()

    assert first is None
    assert second.source == "gps"


def test_a_chip_that_lost_its_power_tells_nothing():
    story = Story(rtc_off_s=0.0)
    story.boot(600, pictures=[60])
    story.off(2 * DAY)
    story.lose_rtc()
    story.boot(600, anchors=[(300, *GPS)])

    ((_, moment),) = story.told()

    assert moment is None


def test_a_boot_between_two_dated_ones_lies_between_them():
    story = Story()
    story.boot(600, anchors=[(300, *GPS)])
    story.off(120)
    story.boot(600, pictures=[60, 500])
    story.off(900)
    story.boot(600, anchors=[(300, *GPS)])

    for line, moment in story.told():
        assert moment.source == "order"
        assert abs(wrong_s(line, moment)) <= moment.uncertainty_s < 720


def test_where_that_is_too_wide_the_bounds_are_told_once():
    story = Story()
    story.boot(600, anchors=[(300, *GPS)])
    story.off(DAY)
    story.boot(600, pictures=[60])
    story.off(DAY)
    story.boot(600, anchors=[(300, *GPS)])

    ((line, moment),) = story.told()
    (bounds,) = story.dating().bounds

    assert moment is None
    assert bounds.not_before_utc_ns < line["true_ns"] < bounds.not_after_utc_ns
    story.lines.append({"kind": "bounds", "boot_id": bounds.boot_id})
    assert story.dating().bounds == []


def test_a_boot_that_nobody_remembers_ends_what_order_and_chip_can_tell():
    story = Story(rtc_off_s=0.0)
    story.boot(600, anchors=[(300, *GPS)])
    story.boot(10, on_this_card=False)
    story.boot(600, pictures=[60])
    story.boot(10, on_this_card=False)
    story.boot(600, anchors=[(300, *GPS)])

    assert [moment for _, moment in story.told()] == [None]


def test_pictures_of_another_unit_are_not_ours_to_date():
    story = Story()
    story.boot(600, pictures=[60], anchors=[(300, *GPS)])
    for line in story.lines:
        line["unit"] = "KP-31"

    assert [moment for _, moment in story.told()] == [None]


def test_two_starts_that_drew_the_same_mark_are_not_told_apart():
    story = Story()
    story.boot(600, pictures=[60], anchors=[(300, *GPS)])
    story.boot(600, anchors=[(300, *GPS)])
    for line in story.lines:
        line["boot"] = "abcd"

    assert [moment for _, moment in story.told()] == [None]


def test_a_source_of_a_later_program_is_not_gone_by():
    story = Story()
    story.boot(600, pictures=[60], anchors=[(300, "pulsar", 0.001, 0.0)])

    assert [moment for _, moment in story.told()] == [None]


def test_lines_of_a_boot_may_come_in_any_order():
    story = Story()
    story.boot(600, pictures=[60], anchors=[(300, *GPS)])
    story.lines.reverse()

    assert [moment.source for _, moment in story.told()] == ["gps"]


@pytest.mark.parametrize("line", [{}, {"kind": 5}, {"kind": "boot"}, {"kind": "anchor", "boot_id": "?", "boot": "?"}])
def test_lines_that_make_no_sense_are_left_out(line):
    story = Story()
    story.boot(600, pictures=[60], anchors=[(300, *GPS)])
    story.lines.insert(0, line)

    assert [moment.source for _, moment in story.told()] == ["gps"]


share = st.floats(0, 1)
anchors = st.tuples(share, st.sampled_from(["gps", "peer", "technician"]), st.floats(0.05, 120), st.floats(-1, 1))


@st.composite
def stories(draw, anchors=anchors, ends_right=False):
    """`ends_right`: the last boot has a receiver, and it is right."""
    off_s = draw(st.none() | st.floats(-3, 3) | st.floats(-40 * DAY, 40 * DAY))
    story = Story(off_s, draw(st.floats(-200, 200)))
    for _ in range(draw(st.integers(1, 7))):
        story.off(draw(st.floats(1, 300) | st.floats(1, 60 * DAY)))
        if draw(st.integers(0, 9)) == 0:
            story.lose_rtc()
        runs_s = draw(st.floats(20, 1_200) | st.floats(20, 20 * DAY))
        told = draw(st.lists(anchors, max_size=4) | st.just([]))
        story.boot(
            runs_s,
            pictures=[part * runs_s for part in draw(st.lists(share, max_size=5))],
            anchors=[(part * runs_s, *rest) for part, *rest in told],
            ppm=draw(st.floats(-50, 50)),
            reads=draw(st.integers(0, 9)) > 0,
            sets_rtc=draw(st.none() | st.floats(-1, 1)),
            on_this_card=draw(st.integers(0, 9)) > 0,
            starts=draw(st.integers(1, 3)),
        )
    if ends_right:
        story.off(draw(st.floats(1, 60 * DAY)))
        story.boot(600, anchors=[(300, *GPS)])
    # what the reserve took comes onto the card late
    late = draw(st.sets(st.integers(1, story.boots)))
    story.lines.sort(key=lambda line: line["boot_id"] in {f"kernel-{number}" for number in late})
    return story


@given(stories())
@settings(deadline=None, max_examples=400)
def test_nothing_is_told_that_is_further_from_the_truth_than_it_says(story):
    told = [(line, moment) for line, moment in story.told() if moment is not None]

    for line, moment in told:
        assert abs(wrong_s(line, moment)) <= moment.uncertainty_s + 1e-6
    for bounds in story.dating().bounds:
        of = [
            line["true_ns"] for line in story.lines if line["kind"] == "media" and line["boot_id"] == bounds.boot_id
        ]
        assert bounds.not_before_utc_ns is None or bounds.not_before_utc_ns <= min(of)
        assert max(of) <= bounds.not_after_utc_ns + 60 * S


@given(stories())
@settings(deadline=None, max_examples=200)
def test_pictures_of_a_boot_keep_their_order(story):
    told = sorted(
        ((line["boot_id"], line["mono_ns"], moment.utc_ns) for line, moment in story.told() if moment is not None)
    )

    for (boot_id, mono_ns, utc_ns), (next_id, next_ns, next_utc_ns) in pairwise(told):
        if boot_id == next_id and mono_ns < next_ns:
            assert utc_ns < next_utc_ns


lies = st.tuples(
    share,
    st.sampled_from(["gps", "peer", "technician", "rtc"]),
    st.just(1.0),
    st.sampled_from([0.0, HOUR, -DAY, 30 * DAY, 365 * DAY, -365 * DAY]),
)


@given(stories(lies, ends_right=True), st.sampled_from(["gps", "technician", "rtc", "order"]))
@settings(deadline=None, max_examples=200)
def test_after_a_right_fix_nothing_is_told_that_contradicts_the_order_of_starts(story, source):
    """Whatever was told before, and whatever the pictures carry."""
    dating = story.dating()
    alone = {f"kernel-{number}" for number in range(1, story.boots + 1)} - {line["boot_id"] for line in story.lines}
    broken = max((int(boot_id.removeprefix("kernel-")) for boot_id in alone), default=0)
    began_ns = SPRING_NS + round((story.now_s - 600) * S)
    for line in story.lines:
        if line["kind"] == "media" and int(line["boot_id"].removeprefix("kernel-")) > broken:
            for wrong in (0, -365 * DAY, 365 * DAY):
                carried = Moment(line["true_ns"] + wrong * S, source, 5.0)
                shown = dating.instead(line["boot"], line["mono_ns"], carried) or carried
                assert shown.utc_ns - (shown.uncertainty_s or 0) * S <= began_ns + 60 * S


@given(stories(), share, st.sampled_from([HOUR, -HOUR, DAY, -365 * DAY, 365 * DAY]))
@settings(deadline=None, max_examples=300)
def test_a_typed_word_alone_dates_no_right_picture_of_another_boot_wrongly(story, part, wrong):
    right = [(line, moment) for line, moment in story.told() if moment is not None]
    boots = sorted({(line["boot_id"], line["boot"]) for line in story.lines if line["kind"] == "boot"})
    if not boots:
        return
    boot_id, mark = boots[round(part * (len(boots) - 1))]
    at_ns = next(line["mono_ns"] for line in story.lines if line["boot"] == mark)
    began_s = story.began_s[int(boot_id.removeprefix("kernel-")) - 1]
    typed = {"source": "technician", "utc_ns": SPRING_NS + round((began_s + wrong) * S) + at_ns, "uncertainty_s": 2.0}
    story.lines.append({"kind": "anchor", "boot": mark, "boot_id": boot_id, "mono_ns": at_ns, **typed})
    dating = story.dating()
    for line, moment in right:
        if line["boot_id"] != boot_id:
            new = dating.instead(line["boot"], line["mono_ns"], moment) or moment
            assert new.uncertainty_s is None or abs(wrong_s(line, new)) <= new.uncertainty_s + 1e-6


def test_a_slip_of_a_year_dates_its_own_boot_alone_until_a_receiver_contradicts_it():
    story = Story(rtc_off_s=0.1)
    chip = ("rtc", 6.5, 0.0)
    story.boot(600, pictures=[60], anchors=[(20, *chip)])
    story.off(DAY)
    story.boot(600, pictures=[60], anchors=[(20, *chip), (50, "technician", 2.0, 365 * DAY / 2.0)])
    told = [round(wrong_s(line, moment) / DAY) for line, moment in story.told()]
    assert told == [0, 365]

    story.off(DAY)
    story.boot(600, anchors=[(300, *GPS)])

    assert [(moment.source, round(wrong_s(line, moment))) for line, moment in story.told()] == [("rtc", 0)] * 2
    for line in story.lines:
        if line["kind"] == "media":
            carried = Moment(line["true_ns"] + 365 * DAY * S, "technician", 2.0)
            assert story.dating().instead(line["boot"], line["mono_ns"], carried).source == "rtc"


def test_what_the_chip_told_before_a_receiver_proved_it_wrong_is_no_argument():
    story = Story(rtc_off_s=-DAY)
    for _ in range(2):
        story.boot(600, pictures=[60], anchors=[(20, "rtc", 6.5, -DAY / 6.5)])
        story.off(60)
    story.boot(600, anchors=[(300, *GPS)])

    told = list(story.told())

    assert [(moment.source, abs(wrong_s(line, moment)) <= moment.uncertainty_s) for line, moment in told] == [
        ("rtc", True)
    ] * 2
    assert [story.dating().instead(line["boot"], line["mono_ns"], moment) for line, moment in told] == [None] * 2


@pytest.mark.parametrize("overruled", [None, "gps"])
def test_a_receiver_s_lie_of_an_earlier_boot_is_disproved_by_the_next(overruled):
    story = Story()
    story.boot(600, pictures=[60], anchors=[(300, "gps", 0.6, 365 * DAY / 0.6)])
    story.off(DAY)
    story.boot(600, anchors=[(300, "technician", 2.0, 0.0) if overruled else (300, *GPS)])
    story.lines[-1]["overruled_source"] = overruled or "gps"
    ((line, moment),) = story.told()

    shown = story.dating().instead(line["boot"], line["mono_ns"], Moment(line["true_ns"] + 365 * DAY * S, "gps", 0.6))

    assert moment is None
    assert (shown.source, shown.uncertainty_s) == ("none", None)
    assert abs(wrong_s(line, shown)) < 2 * DAY


def test_what_is_worth_a_new_file():
    gps, chip, order = Moment(0, "gps", 0.6), Moment(0, "rtc", 20.0), Moment(0, "order", 900.0)
    unset = Moment(5 * DAY * S, "none", None)

    assert all(worth(unset, new) for new in (gps, chip, order))
    assert worth(chip, gps)
    assert worth(order, chip)
    assert not worth(gps, gps)
    assert not worth(gps, Moment(0, "gps", 0.2))
    assert not worth(chip, Moment(0, "gps", 19.0))
    assert not worth(gps, Moment(DAY * S, "order", 1.0))
    assert worth(Moment(0, "gps", 0.6), Moment(-18 * S, "gps", 0.6))


def test_all_of_a_caption_stays_but_what_rests_on_the_time():
    old = caption(time_source="none", time_uncertainty_s=None, sun_deg=12.5)

    new = redated(old, Moment(5, "rtc", 1.23456))

    assert new == caption(utc_ns=5, time_source="rtc", time_uncertainty_s=1.235, sun_deg=None)
