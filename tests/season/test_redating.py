"""Whatever was taken before the first fix gets its right time after it, also what was on its way to the card."""

from rig import Rig

from trapd.core.units import S

LATE = {"gps_first_fix_s": 60}
UNSET = "2024-03-01T00:00:00Z"


def wrong_s(rig, caption):
    return abs(caption.utc_ns - rig.season.world.utc_ns(caption.mono_ns)) / S


def test_pictures_of_before_the_first_fix_are_dated_by_it():
    rig = Rig(world=LATE, system_clock=UNSET)
    rig.pulse("left", at=10)
    rig.run(until=50)
    before = rig.captions("still") + rig.captions("clip")
    assert {caption.time_source for caption in before} == {"none"}

    rig.run(until=100)

    after = rig.captions("still") + rig.captions("clip")
    assert [(c.sequence, c.number) for c in after] == [(c.sequence, c.number) for c in before]
    assert {caption.time_source for caption in after} == {"gps"}
    assert all(wrong_s(rig, caption) <= caption.time_uncertainty_s for caption in after)
    assert not any("unsync" in name for name, _ in rig.card.kept)
    assert sum(told["count"] for told in rig.reports("repaired")) == len(before)


def test_a_clip_that_runs_while_the_fix_comes_is_dated_too():
    rig = Rig(world=LATE, system_clock=UNSET)
    rig.pulse("left", at=60)
    rig.run(until=120)

    (clip,) = rig.captions("clip")

    assert clip.mono_ns < rig.ns(60)
    assert clip.time_source == "gps"
    assert wrong_s(rig, clip) <= clip.time_uncertainty_s


def test_what_a_report_renames_is_known_by_its_old_name():
    rig = Rig(world=LATE, system_clock=UNSET)
    rig.pulse("left", at=10)
    rig.run(until=100)

    taken = {told["name"] for told in rig.reports("shot")}
    renamed = {was: new for told in rig.reports("repaired") for was, new in told["renamed"].items()}

    assert renamed.keys() == taken
    assert {new["name"] for new in renamed.values()} == {name for name, _ in rig.card.kept}
    assert {new["time_source"] for new in renamed.values()} == {"gps"}


def test_nothing_is_dated_anew_that_was_right_from_the_first():
    rig = Rig()
    rig.pulse("left", at=30)
    rig.run(until=100)

    assert rig.captions("still")
    assert rig.reports("repaired") == []
