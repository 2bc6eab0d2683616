from hypothesis import given
from hypothesis import strategies as st

from trapd.core.frames import Packet
from trapd.core.units import MS, S, seconds
from trapd.media.preroll import LONGEST_GAP_NS, PreRoll


def stream(frames, gop=15, fps=30, from_ns=100 * S, size=100):
    return [
        Packet(timestamp_ns=from_ns + round(n * S / fps), key=n % gop == 0, data=bytes(size)) for n in range(frames)
    ]


def feed(ring, packets):
    for packet in packets:
        ring.take(packet)
    return packets


def test_a_clip_begins_with_the_last_key_frame_before_the_moment_asked_for():
    ring = PreRoll(3 * S)
    packets = feed(ring, stream(300))

    held = ring.since(packets[250].timestamp_ns)

    assert held == packets[240:]


def test_asked_for_a_key_frames_own_moment_it_begins_there():
    ring = PreRoll(3 * S)
    packets = feed(ring, stream(300))

    assert ring.since(packets[255].timestamp_ns) == packets[255:]


def test_a_ring_that_is_young_gives_all_it_has():
    ring = PreRoll(3 * S)
    packets = feed(ring, stream(20))

    assert ring.since(0) == packets


def test_what_comes_before_the_first_key_frame_cannot_be_shown():
    ring = PreRoll(3 * S)
    feed(ring, stream(40)[7:])

    assert ring.since(0)[0].key
    assert len(ring.since(0)) == 25


@given(
    span_s=st.floats(0, 10),
    gop=st.integers(1, 60),
    fps=st.integers(1, 120),
    extra=st.integers(0, 300),
    jitter_ms=st.lists(st.integers(0, 3), min_size=1, max_size=30),
)
def test_a_ring_fed_long_enough_always_reaches_back_far_enough(span_s, gop, fps, extra, jitter_ms):
    span_ns = seconds(span_s)
    ring = PreRoll(span_ns)
    packets = [
        Packet(packet.timestamp_ns + jitter_ms[n % len(jitter_ms)] * MS, packet.key, packet.data)
        for n, packet in enumerate(stream(int(span_s * fps) + gop + 2 + extra, gop, fps))
    ]
    feed(ring, packets)
    newest_ns = packets[-1].timestamp_ns

    held = ring.since(newest_ns - span_ns)

    assert held[0].key
    assert held[0].timestamp_ns <= newest_ns - span_ns
    assert held == packets[-len(held) :]
    if len(ring.since(0)) > gop:  # and no further back than it must
        assert ring.since(0)[gop].timestamp_ns > newest_ns - span_ns


def test_it_is_bounded_in_bytes_and_drops_whole_groups():
    ring = PreRoll(3600 * S, largest=10_000)
    packets = feed(ring, stream(1000))

    held = ring.since(0)

    assert held[0].key
    assert held == packets[-len(held) :]
    assert 10_000 - 15 * 100 <= sum(len(packet.data) for packet in held) <= 10_000


def test_a_stream_without_a_second_key_frame_is_bounded_too():
    ring = PreRoll(3600 * S, largest=10_000)
    packets = feed(ring, stream(1000, gop=950))

    assert ring.since(0) == packets[950:]


def test_a_camera_opened_anew_is_not_glued_to_what_it_sent_before():
    ring = PreRoll(3 * S)
    before = feed(ring, stream(90))
    after = feed(ring, stream(30, from_ns=before[-1].timestamp_ns + LONGEST_GAP_NS + 1))
    assert ring.since(0) == after

    again = feed(ring, stream(30, from_ns=S))
    assert ring.since(0) == again

    ring.clear()
    assert ring.since(0) == []
    feed(ring, again[1:])
    assert ring.since(0) == again[15:]
