"""What must hold of every story, however it went."""

from __future__ import annotations

from rig import Rig, busiest_share, longest_ms, surely_lit

from trapd.core.effort import intervals


def check(rig: Rig, end_s: float) -> None:
    """After `rig.stop()` at `end_s` of the story."""
    queued = [told["edge_mono_ns"] for told in rig.reports("motion", outcome="queued")]
    assert sorted(told["edge_mono_ns"] for told in rig.reports("motion", was="queued")) == sorted(queued)
    spans = rig.lit()
    assert longest_ms(spans) <= rig.profile.flash.longest_ms
    assert busiest_share(spans, rig.profile.flash.duty_window_s) <= rig.profile.flash.duty + 1e-9
    assert rig.season.world.flash.spans(rig.ns(end_s), rig.ns(end_s + 1_000)) == []
    stills, clips = rig.captions("still"), rig.captions("clip")
    assert all(surely_lit(rig, caption) for caption in stills if caption.lit)
    numbered = [(caption.sequence, caption.number) for caption in stills + clips]
    assert len(set(numbered)) == len(numbered)
    taken = [caption.mono_ns for caption in stills]
    assert len(set(taken)) == len(taken)
    assert all(caption.mono_ns >= caption.edge_mono_ns for caption in stills)
    assert all(caption.mono_ns <= rig.loop.clock.now_ns() for caption in stills + clips)
    _check_effort(rig)


def _check_effort(rig: Rig) -> None:
    """At each moment some state holds and none holds twice; the last line is the unit's own end."""
    states = [note["states"] for note in rig.card.notes if note["kind"] == "effort"]
    assert all(states)
    assert [told for told in states if "off" in told] == [["off"]] == states[-1:]
    found = intervals(map(dict, rig.card.notes))
    until_ns, last = found[0].begin_ns, dict[str, int]()
    for one in found:
        assert last.get(one.state, 0) <= one.begin_ns <= until_ns
        last[one.state], until_ns = one.end_ns, max(until_ns, one.end_ns)
