"""Bad input through the real command line: one line on stderr, the right exit code, nothing on stdout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from trapd import __version__

ROOT = Path(__file__).parents[1]
DESKTOP = str(ROOT / "hw_profiles" / "desktop.toml")


def trapd(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trapd", *words], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        ([], 64, "the following arguments are required: COMMAND; `trapd --help` shows how"),
        (["rum", DESKTOP], 64, "invalid choice: 'rum'"),
        (["run"], 64, "the following arguments are required: PROFILE; `trapd run --help` shows how"),
        (["run", DESKTOP, "--crad", "x"], 64, "unrecognized arguments: --crad x"),
        (["run", DESKTOP, "--fo", "9"], 64, "unrecognized arguments: --fo 9"),
        (["run", DESKTOP, "--for"], 64, "argument --for: expected one argument"),
        (["run", DESKTOP, "--for", "0"], 64, 'argument --for: "0" is no time; say seconds, more than 0'),
        (["run", DESKTOP, "--for", "inf"], 64, '"inf" is no time'),
        (["run", DESKTOP, "--for", "a minute"], 64, '"a minute" is no time'),
        (
            ["run", DESKTOP, "--scene", "/no/photos"],
            64,
            "argument --scene: /no/photos: No such file or directory; check",
        ),
        (["run", DESKTOP, "--nmea", "x" * 300], 64, "File name too long; check the path"),
        (["run", DESKTOP, "--woken-by", "back"], 64, "--woken-by back: no such sensor; the profile has left, right"),
        (["run", DESKTOP, "--starts", "noon"], 64, 'argument --starts: "noon" is no instant since 1970; write date'),
        (["run", "hw_profiles/desktp.toml"], 78, "no such file; did you mean hw_profiles/desktop.toml?"),
        (["check", "hw_profiles"], 78, "hw_profiles: is a folder; name one file in it"),
        (["check"], 64, "the following arguments are required: PROFILE"),
        (["gps"], 64, "the following arguments are required: PORT_OR_FILE"),
        (["verify"], 64, "the following arguments are required: CARD"),
        (["protect", "x"], 64, "the following arguments are required: NAME"),
        (["offload", "x"], 64, "the following arguments are required: DISK"),
        (["offload", "x", "y", "--delet"], 64, "unrecognized arguments: --delet"),
        (["offload", "x", "/no/disk"], 64, "/no/disk is no folder: name the root of the disk"),
        (["report", "x"], 64, "the following arguments are required: OUT.html"),
        (["report", "x", "out.html", "--lang", "de"], 64, "argument --lang: invalid choice: 'de'"),
        (["report", "/no/card", "out.html"], 64, "/no/card is no card of trapd: name the folder where a card is"),
        (["report", "/no/card", "out.html", "--survey", "/no/file.toml"], 78, "/no/file.toml: there is no such file"),
        (["disk", DESKTOP], 64, "the following arguments are required: DEVICE"),
        (["disk", "/no/profile.toml", "/dev/sdz1"], 78, "/no/profile.toml: there is no such file"),
        (["season", DESKTOP], 64, "the following arguments are required: SCENARIO"),
        (["season", DESKTOP, "x.toml", "--days", "0"], 64, '"0" is no number of days; say 1 to 9999'),
        (["season", DESKTOP, "x.toml", "--seed", "seven"], 64, "argument --seed: invalid int value: 'seven'"),
        (["season", "nowhere/desktop.toml", "x.toml"], 78, "the folder nowhere does not exist either"),
    ],
    ids=lambda value: " ".join(value)[-40:] if isinstance(value, list) else None,
)
def test_wrong_use_is_one_line(words: list[str], code: int, line: str) -> None:
    done = trapd(*words)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("trapd: ")
    assert line in done.stderr


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_misspelt_key_is_named_before_any_hardware_is_touched(tmp_path: Path, command: str) -> None:
    profile = tmp_path / "my unit\nwith a line.toml"
    profile.write_text(Path(DESKTOP).read_text().replace("warm_up_s", "warmup_s"))
    done = trapd(command, str(profile), "--json")
    assert done.returncode == 78
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith("unknown key trigger.warmup_s; did you mean warm_up_s?\n")


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["season", "--help"], ["--version"]])
def test_help_is_no_error(words: list[str]) -> None:
    done = trapd(*words)
    assert done.returncode == 0
    assert done.stderr == ""
    assert ("usage: trapd" in done.stdout) or done.stdout == f"trapd {__version__}\n"
