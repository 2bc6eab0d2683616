"""The vendor's exceptions, as one line that mends."""

from __future__ import annotations

from trapd.pi.session import plain


def test_a_missing_libcamera_names_the_mend_that_works_inside_a_venv() -> None:
    line = plain(ModuleNotFoundError("No module named 'libcamera'"))
    assert line.startswith("No module named 'libcamera': ")
    assert "apt install python3-picamera2" in line
    assert "--system-site-packages" in line
    assert "\n" not in line


def test_of_a_chain_of_remarks_the_first_cause_is_told() -> None:
    err = RuntimeError("Camera __init__ sequence did not complete.")
    err.__cause__ = OSError("Device or resource busy")
    assert plain(err) == "Device or resource busy"
    assert plain(TimeoutError()) == "TimeoutError"
