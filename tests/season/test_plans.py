"""What one trigger takes, and what a second motion does to it."""

from __future__ import annotations

import pytest
from rig import DAY, NIGHT, Rig

from trapd.core.events import ShotDone
from trapd.core.frames import Frame

BURST = {"stills": 3, "interval_ms": 500, "clip": False}
CLIP = {"stills": 0, "clip": True, "pre_roll_s": 3, "post_roll_s": 10, "longest_s": 30}


def only(plan: dict[str, object]) -> dict[str, object]:
    return {"day": plan, "night": plan}


def test_a_burst_keeps_its_interval_and_numbers_its_stills() -> None:
    rig = Rig(plan=only(BURST))
    rig.pulse("left", at=10)
    rig.run(until=20)
    stills = rig.captions("still")
    assert [caption.number for caption in stills] == [1, 2, 3]
    taken = [(caption.mono_ns - rig.ns(10)) / 1e9 for caption in stills]
    assert taken == pytest.approx([0, 0.5, 1], abs=0.06)
    assert taken[0] > 0


def test_the_first_still_is_the_first_frame_that_began_after_the_edge() -> None:
    rig = Rig(plan=only(BURST), trigger={"bucket": 100})
    for number in range(50):
        rig.pulse("left", at=10 + number * 6.017)
    rig.run(until=320)
    latencies = [caption.latency_ms for caption in rig.captions("still") if caption.number == 1]
    assert len(latencies) == 50
    assert all(latency is not None and 0 <= latency <= 1000 / 30 for latency in latencies)


def test_a_clip_has_its_pre_roll_and_its_tail() -> None:
    rig = Rig(plan=only(CLIP), trigger={"debounce_ms": 0})
    rig.pulse("left", at=20, ms=100)
    rig.run(until=40)
    [clip] = rig.captions("clip")
    assert clip.mono_ns == rig.ns(17)
    assert rig.reports("shot", media="clip")[0]["at"] == pytest.approx(30.16, abs=0.01)


def test_motion_prolongs_a_clip_up_to_its_limit() -> None:
    rig = Rig(plan=only(CLIP))
    for at in range(20, 60, 5):
        rig.pulse("left", at=at)
    rig.run(until=100)
    first, second = rig.reports("shot", media="clip")
    assert first["at"] == pytest.approx(20 + 30, abs=0.1)
    assert rig.outcomes()[:6] == ["shot"] + 5 * ["prolonged"]
    assert rig.outcomes()[6:] == ["shot", "prolonged"]
    assert second["at"] == pytest.approx(55.3 + 10, abs=0.1)


def test_somebody_who_stays_in_front_of_it_prolongs_it_too() -> None:
    rig = Rig(plan=only(CLIP))
    rig.hold("left", at=20)
    rig.hold("left", at=35, high=False)
    rig.run(until=60)
    assert rig.reports("shot", media="clip")[0]["at"] == pytest.approx(45, abs=0.1)


def test_a_motion_during_a_burst_waits_for_its_end() -> None:
    rig = Rig(plan=only(BURST), trigger={"retrigger_s": 0.2})
    rig.pulse("left", at=10)
    rig.pulse("right", at=10.5)
    rig.run(until=20)
    assert rig.outcomes() == ["shot", "queued", "shot"]
    [told] = rig.reports("motion", was="queued")
    assert (told["sensor"], told["edge_mono_ns"], told["sequence"]) == ("right", rig.ns(10.5), 2)
    stills = rig.captions("still")
    assert [(caption.sequence, caption.number) for caption in stills] == [(s, n) for s in (1, 2) for n in (1, 2, 3)]
    assert stills[3].edge_mono_ns == rig.ns(10.5)
    assert stills[3].sensor == "right"


def test_of_two_that_wait_the_newer_has_its_turn_and_both_are_told() -> None:
    rig = Rig(plan=only(BURST), trigger={"retrigger_s": 0.2})
    for at in (10, 10.3, 10.6):
        rig.pulse("left", at=at, ms=100)
    rig.run(until=20)
    rig.stop()
    assert [(told["edge_mono_ns"], told.get("why")) for told in rig.reports("motion", was="queued")] == [
        (rig.ns(10.3), "a newer motion took its place"),
        (rig.ns(10.6), None),
    ]
    assert rig.reports("stopped")[0]["motions"] == 3


def test_a_motion_that_finds_the_bucket_dry_at_its_turn_is_refused() -> None:
    rig = Rig(plan=only(BURST), trigger={"retrigger_s": 0, "bucket": 1, "refill_s": 60})
    rig.pulse("left", at=10)
    rig.pulse("left", at=10.5)
    rig.run(until=20)
    assert rig.outcomes() == ["shot", "queued", "bucket"]


def test_no_frame_serves_two_triggers() -> None:
    """The second motion comes before the first one's frame, and has its turn when that frame is delivered."""
    rig = Rig(plan=only(BURST | {"stills": 1}), trigger={"retrigger_s": 0})
    rig.pulse("left", at=10)
    rig.pulse("right", at=10.005)
    rig.run(until=20)
    assert rig.outcomes() == ["shot", "queued", "shot"]
    assert len({caption.mono_ns for caption in rig.captions("still")}) == 2


def test_stills_and_clip_come_from_one_trigger() -> None:
    rig = Rig(plan=only({"stills": 3, "clip": True}))
    rig.pulse("left", at=10)
    rig.run(until=40)
    assert {(caption.media, caption.sequence) for _, caption in rig.card.kept} == {("still", 1), ("clip", 1)}


@pytest.mark.parametrize(("starts", "stills", "lit"), [(DAY, 2, False), (NIGHT, 1, True)])
def test_day_and_night_have_plans_of_their_own(starts: str, stills: int, lit: bool) -> None:
    rig = Rig(starts=starts, plan={"day": BURST | {"stills": 2}, "night": BURST | {"stills": 1}})
    rig.pulse("left", at=10)
    rig.run(until=20)
    assert [caption.lit for caption in rig.captions("still")] == [lit] * stills


def test_a_caption_claims_no_more_digits_than_it_can_know() -> None:
    rig = Rig(starts=NIGHT, plan=only(BURST))
    rig.pulse("left", at=300.0123)
    rig.run(until=310)
    digits = {"lat": 7, "lon": 7, "alt_m": 1, "hdop": 2, "position_error_m": 1, "latency_ms": 3, "sun_deg": 2}
    for caption, told in zip(rig.captions("still"), rig.reports("shot"), strict=True):
        facts = caption.facts()
        for name, most in (digits | {"time_uncertainty_s": 3}).items():
            assert facts[name] == round(facts[name], most)
            assert told.get(name, facts[name]) == facts[name]


def test_time_lapse_and_motion_share_one_camera() -> None:
    rig = Rig(watch={"timelapse_min": 0.1}, plan=only(BURST))
    rig.pulse("left", at=18)
    rig.run(until=31)
    kinds = [(caption.trigger, caption.number) for caption in rig.captions("still")]
    assert kinds.count(("time-lapse", 1)) == 6
    assert [number for kind, number in kinds if kind == "motion"] == [1, 2, 3]


def test_a_frame_that_comes_too_late_is_given_back_and_counted() -> None:
    rig = Rig(plan=only(BURST))
    rig.pulse("left", at=10)
    rig.run(until=15)
    pixels = rig.frames[0]
    frame = Frame(pixels.timestamp_ns, 1000, 1, 18_000, 64, 64, pixels)
    before = pixels.released
    rig.post(16, ShotDone(1, frame))
    rig.run(until=20)
    rig.stop()
    assert pixels.released == before + 1
    assert rig.reports("stopped")[0]["late_frames"] == 1


def test_every_frame_is_given_back_exactly_once() -> None:
    rig = Rig(world={"first_pass_s": 10, "passes_per_hour": 200}, trigger={"retrigger_s": 0})
    rig.at(100, rig.camera.vanish)
    rig.at(105, rig.camera.mend)
    rig.run(until=600)
    rig.stop()
    assert len(rig.frames) > 20
    assert {pixels.released for pixels in rig.frames} == {1}


def test_nothing_is_taken_of_what_comes_after_the_end() -> None:
    rig = Rig(starts=NIGHT)
    rig.run(until=10)
    rig.pir.lines["left"].hold(True, rig.ns(10))
    rig.stop()
    assert rig.lit() == []
    assert rig.outcomes() == ["the unit stops"]
