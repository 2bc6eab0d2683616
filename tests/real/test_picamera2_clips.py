"""Clips one after the other, on a whole unit with the real camera stack. A hundred of them: scripts/torture clips."""

from __future__ import annotations

from itertools import pairwise

import many_clips
import pytest

pytestmark = pytest.mark.real


def test_twenty_short_clips_in_a_row_have_their_file_their_pre_roll_and_their_whole_length(tmp_path):
    films = many_clips.films(tmp_path, 20)
    assert [film.faults for film in films] == [[]] * 20
    overlaps = [later.frames_ns[0] <= earlier.frames_ns[-1] for earlier, later in pairwise(films)]
    assert all(overlaps), "each pre-roll begins in the clip before"
