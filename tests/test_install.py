"""`scripts/install` and its way back, on a folder that looks like a Raspberry Pi; only its programs are played."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from installing import __main__ as command
from installing import boot, files, packages
from installing.facts import Facts
from installing.machine import Machine

ROOT = Path(__file__).parents[1]
CONFIG = "/boot/firmware/config.txt"
CMDLINE = "/boot/firmware/cmdline.txt"
LOGIN = "console=serial0,115200"
CONFIG_TXT = """\
# For more options and information see the documentation
dtparam=audio=on
camera_auto_detect=1

[cm4]
otg_mode=1

[all]
dtparam=watchdog=on
"""
PROFILE = """\
[board]
pins = "gpiod"
config_txt = ["dtparam=strict_gpiod", "dtparam=watchdog=on", "otg_mode=1"]
[camera]
backend = "pi"
[pir]
backend = "pi"
[gps]
port = "/dev/serial0"
"""


class Pi(Machine):
    """Its programs leave what the next run looks for."""

    def __init__(self, root):
        super().__init__(root)
        self.commands = []
        self.offered = {"python3-picamera2", "python3-libcamera", *packages.ALWAYS}
        self.packages = {"udev", "util-linux"}
        self.state_partition = None
        for path, text in {
            CONFIG: CONFIG_TXT,
            CMDLINE: f"{LOGIN} console=tty1 root=PARTUUID=8a-02 rootwait\n",
            "/etc/passwd": "root:x:0:0::/root:/bin/sh\n",
            "/etc/group": "root:x:0:\ngpio:x:986:\nvideo:x:44:\n",
            "/media/.keep": "",
        }.items():
            self.put(path, text)

    def put(self, path, text):
        place = self.root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def text(self, path):
        return (self.root / path.lstrip("/")).read_text()

    def tree(self):
        return {
            str(file.relative_to(self.root)): file.read_bytes() if file.is_file() else None
            for file in sorted(self.root.rglob("*"))
        }

    def has(self, program):
        return program in {"apt-get", "raspi-config"}

    def answer(self, *command):
        match command:
            case ("dpkg-query", *_):
                return "\n".join(f"installed {name}" for name in sorted(self.packages))
            case ("apt-cache", "show", _, name):
                return name if name in self.offered else None
            case ("blkid", "-L", _):
                return self.state_partition
            case (_, "-c", about) if "version_info" in about:
                return "3.13"
            case (_, "-c", about) if "numpy" in about:
                return "2.2.4"
            case (_, "-c", _, name):
                return None if f"python3-{name}" not in self.packages else ""
        raise AssertionError(command)

    def run(self, *command):
        self.commands.append(command)
        match command:
            case ("apt-get", *_, "update"):
                pass
            case ("apt-get", "-qq", "-y", "--no-install-recommends", "install", *names):
                self.packages |= set(names)
            case ("systemd-sysusers", _):
                self.put(
                    "/etc/passwd", self.text("/etc/passwd") + "trapd:x:990:990::/var/lib/trapd:/usr/sbin/nologin\n"
                )
                groups = {"trapd": "x:990:"} | dict(
                    line.split(":", 1) for line in self.text("/etc/group").splitlines()
                )
                for name in ("gpio", "i2c", "video", "render", "dialout"):
                    groups[name] = "x:1:trapd"
                self.put("/etc/group", "".join(f"{name}:{rest}\n" for name, rest in groups.items()))
            case ("userdel" | "groupdel", name):
                for path in ("/etc/passwd", "/etc/group"):
                    lines = self.text(path).splitlines(keepends=True)
                    lines = [line for line in lines if not line.startswith(f"{name}:")]
                    self.put(path, "".join(lines).replace("x:1:trapd", "x:1:"))
            case (_, "-m", "venv", *_, where):
                self.put(f"{where}/bin/python", "")
            case (python, "-m", "pip", *_):
                self.put(str(Path(python).with_name("trapd")), "")
            case ("systemctl", "--quiet", "enable", *names):
                for name in names:
                    for target in files_wanting(self, name):
                        link = self.root / "etc/systemd/system" / target / name
                        link.parent.mkdir(exist_ok=True)
                        link.symlink_to(f"/etc/systemd/system/{name}")
            case ("systemctl", "--quiet", "disable", *names):
                for folder in (self.root / "etc/systemd/system").glob("*.wants"):
                    for name in names:
                        (folder / name).unlink(missing_ok=True)
            case ("raspi-config", "nonint", "do_overlayfs", "0"):
                self.put(CMDLINE, "overlayroot=tmpfs " + self.text(CMDLINE))
            case ("raspi-config", "nonint", "do_overlayfs", "1"):
                self.put(CMDLINE, self.text(CMDLINE).removeprefix("overlayroot=tmpfs "))
            case _:
                raise AssertionError(command)


def files_wanting(machine, name):
    unit = machine.text(f"/etc/systemd/system/{name}")
    return [f"{line.split('=')[1]}.wants" for line in unit.splitlines() if line.startswith("WantedBy=")]


@pytest.fixture
def pi(tmp_path, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    return Pi(tmp_path / "pi")


@pytest.fixture
def profile(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(PROFILE)
    return path


@pytest.fixture
def wheel(tmp_path):
    path = tmp_path / "trapd-0.1.0-py3-none-any.whl"
    path.write_bytes(b"the program")
    return path


@pytest.fixture
def install(pi, profile, wheel):
    def install(*options):
        pi.commands.clear()
        return command.main(["install", "--profile", str(profile), "--wheel", str(wheel), *options], pi)

    return install


def uninstall(pi, *options):
    pi.commands.clear()
    return command.main(["uninstall", *options], pi)


def test_a_dry_run_names_every_step_and_takes_none(pi, install, capsys):
    before = pi.tree()
    assert install("--dry-run") == 0
    told = capsys.readouterr().out
    for step in (
        "install packages: python3-venv",
        "make the user trapd",
        "fill /opt/trapd",
        "write /etc/trapd/profile",
    ):
        assert f"would {step}" in told
    for place in files.shipped(ROOT):
        assert f"would write {place}\n" in told
    assert "+dtparam=strict_gpiod\n" in told
    assert f"-{LOGIN} console=tty1" in told
    assert pi.tree() == before
    assert pi.commands == []


def test_a_second_run_changes_nothing(pi, install, capsys):
    assert install("--yes") == 0
    after, _ = pi.tree(), capsys.readouterr()
    assert install("--yes") == 0
    assert capsys.readouterr().out == "Nothing to do: everything is in place.\n"
    assert pi.tree() == after
    assert pi.commands == []


def test_the_way_back_leaves_what_was_there_and_the_memories(pi, install, capsys):
    pi.packages |= {*packages.ALWAYS, "python3-picamera2", "python3-libcamera"}
    before = pi.tree()
    install("--yes")
    pi.put("/var/lib/trapd/memory.json", "{}")
    pi.put("/media/trapd/KP-07/picture.jpg", "a leopard")
    assert uninstall(pi, "--yes") == 0
    left = {path for path in pi.tree().keys() - before.keys() if (pi.root / path).is_file()}
    assert left == {"etc/trapd/profile.toml", "var/lib/trapd/memory.json", "media/trapd/KP-07/picture.jpg"}
    assert {path: text for path, text in pi.tree().items() if path in before} == before | {
        "etc/group": pi.tree()["etc/group"]
    }
    assert "trapd" not in pi.text("/etc/passwd") + pi.text("/etc/group")
    assert not list((pi.root / "etc/systemd").glob("**/*.d"))
    assert "stays: /var/lib/trapd" in capsys.readouterr().out
    assert uninstall(pi, "--purge") == 0
    assert {path for path in pi.tree() if "trapd" in path} == {
        "media/trapd",
        "media/trapd/KP-07",
        "media/trapd/KP-07/picture.jpg",
    }


def test_a_new_wheel_replaces_the_program_and_keeps_profile_and_memory(pi, install, profile, wheel):
    install("--yes")
    pi.put("/etc/trapd/profile.toml", PROFILE.replace("gpiod", "lgpio") + "# mine\n")
    pi.put("/var/lib/trapd/memory.json", "{}")
    pi.offered.add("python3-lgpio")
    pi.packages.add("python3-lgpio")
    wheel.write_bytes(b"the next program")
    assert install("--yes") == 0
    assert any("--force-reinstall" in line for line in pi.commands)
    assert pi.text("/etc/trapd/profile.toml").endswith("# mine\n")
    assert pi.text("/var/lib/trapd/memory.json") == "{}"


def test_a_unit_that_is_no_longer_shipped_goes(pi, install, monkeypatch):
    old = dict(files.shipped(ROOT))
    old[files.UNITS / "trapd-old.service"] = ROOT / "systemd/trapd-gadget.service"
    with monkeypatch.context() as patched:
        patched.setattr(files, "shipped", lambda checkout: old)
        install("--yes")
    assert (pi.root / "etc/systemd/system/trapd-old.service").exists()
    install("--yes")
    assert not (pi.root / "etc/systemd/system/trapd-old.service").exists()


def test_without_consent_the_files_of_the_start_stay_and_it_says_so(pi, install, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert install() == 1
    assert pi.text(CONFIG) == CONFIG_TXT
    assert "run this again with --yes" in capsys.readouterr().out


def test_which_unit_this_is_must_be_said_once(pi, capsys):
    assert command.main(["install", "--yes"], pi) == 69
    assert "Name a profile: --profile FILE, one of hw_profiles/" in capsys.readouterr().err


# -- config.txt and cmdline.txt ----------------------------------------------------------------------------------


def test_config_txt_gets_the_lines_that_do_not_hold_for_every_board_already(pi, install):
    install("--yes")
    block = ["", boot.BEGIN, "[all]", "dtparam=strict_gpiod", "otg_mode=1", boot.END, ""]
    assert pi.text(CONFIG) == CONFIG_TXT + "\n".join(block)
    assert pi.text(CONFIG + boot.BACKUP) == CONFIG_TXT


@pytest.mark.parametrize("text", ["", "\n", "arm_64bit=1", "arm_64bit=1\n", CONFIG_TXT, CONFIG_TXT + "\n\n"])
def test_the_block_comes_once_changes_and_goes(text):
    once = boot.with_lines(text, ["a=1", "b=2"])
    assert boot.with_lines(once, ["a=1", "b=2"]) == once
    changed = boot.with_lines(once, ["a=1"])
    assert "a=1" in changed.splitlines()
    assert "b=2" not in changed
    assert boot.with_lines(changed, []).rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize(
    ("port", "alias", "text", "expected"),
    [
        ("/dev/serial0", None, "console=serial0,115200 console=tty1 rw", "console=tty1 rw"),
        ("/dev/ttyAMA0", None, "console=serial0,115200 console=tty1 rw", "console=tty1 rw"),
        ("/dev/ttyAMA0", "ttyAMA0", "console=tty1 console=serial0,115200 rw", "console=tty1 rw"),
        ("/dev/serial0", "ttyS0", "rw console=ttyS0", "rw"),
        ("/dev/ttyAMA0", "ttyAMA10", "console=serial0,115200 rw", None),
        ("/dev/ttyUSB0", None, "console=serial0,115200 rw", None),
        ("/dev/serial0", None, "console=tty1 rw", None),
    ],
)
def test_no_login_stays_on_the_receivers_port(tmp_path, port, alias, text, expected):
    """On a Pi 5 `serial0` is the debug connector, and not the header's UART."""
    (tmp_path / "dev").mkdir()
    if alias:
        (tmp_path / "dev/serial0").symlink_to(alias)
    names = boot.uarts(Machine(tmp_path), [port])
    new, taken = boot.without_login(text + "\n", names)
    assert new == (expected if taken else text) + "\n"
    assert bool(taken) == (expected is not None)


def test_the_login_comes_back_with_the_way_back(pi, install):
    install("--yes")
    assert pi.text(CMDLINE) == "console=tty1 root=PARTUUID=8a-02 rootwait\n"
    uninstall(pi, "--yes")
    assert sorted(pi.text(CMDLINE).split()) == sorted([LOGIN, "console=tty1", "root=PARTUUID=8a-02", "rootwait"])


# -- packages, files, a read-only system ---------------------------------------------------------------------------


def test_debian_has_no_picamera2_and_pip_brings_it(pi, install):
    pi.offered = {name for names in packages.CAMERA[1:] for name in names} | {*packages.ALWAYS, *packages.BUILD}
    install("--yes")
    assert {"python3-prctl", "gcc"} <= pi.packages
    assert any("picamera2>=0.3.25" in line for line in pi.commands)
    install("--yes")
    assert pi.commands == []


def test_a_distribution_without_libcamera_is_told_from_the_start(pi, install, capsys):
    pi.offered = set(packages.ALWAYS)
    assert install("--yes") == 69
    assert "does not offer python3-picamera2" in capsys.readouterr().err


def test_raspberry_pi_oss_own_picamera2_is_used_with_its_own_numpy(pi, install):
    install("--yes")
    (resolve, _) = [line for line in pi.commands if "pip" in line]
    assert "--constraint" in resolve
    assert not any("picamera2" in word for word in resolve)


def test_a_wheelhouse_keeps_pip_off_the_network_and_needs_no_compiler(pi, install, tmp_path):
    pi.offered = {name for names in packages.CAMERA[1:] for name in names} | {*packages.ALWAYS, *packages.BUILD}
    install("--yes", "--wheelhouse", str(tmp_path))
    assert "gcc" not in pi.packages
    assert all("--no-index" in line for line in pi.commands if "pip" in line)


@pytest.mark.parametrize("place", sorted(files.shipped(ROOT)), ids=str)
def test_what_is_shipped_goes_where_the_system_reads_it(place):
    assert str(place).startswith(("/etc/", "/opt/trapd/libexec/"))


def test_the_service_has_the_groups_that_are_made_for_it():
    users = (ROOT / "systemd/sysusers.d/trapd.conf").read_text()
    made = {line.split()[2] for line in users.splitlines() if line.startswith("m trapd ")}
    for unit in (ROOT / "systemd").glob("trapd*.service"):
        for line in unit.read_text().splitlines():
            if line.startswith("SupplementaryGroups="):
                assert set(line.partition("=")[2].split()) <= made, unit.name


def test_a_read_only_system_needs_a_place_for_the_memory(pi, install, capsys):
    assert install("--yes", "--overlay-root") == 69
    assert "needs an ext4 partition labelled trapd-state" in capsys.readouterr().err
    assert "overlayroot" not in pi.text(CMDLINE)


def test_a_read_only_system_is_made_last_and_once(pi, install):
    pi.state_partition = "/dev/mmcblk0p3"
    assert install("--yes", "--overlay-root") == 0
    assert pi.commands[-1] == ("raspi-config", "nonint", "do_overlayfs", "0")
    assert "trapd-state" in pi.text("/etc/systemd/system/trapd-state.service")
    assert install("--yes", "--overlay-root") == 0
    assert pi.commands == []
    assert install("--yes") == 0
    assert pi.commands == []
    uninstall(pi, "--yes")
    assert "overlayroot" not in pi.text(CMDLINE)
    assert not (pi.root / "etc/systemd/system/trapd-state.service").exists()


def test_nothing_is_installed_onto_a_cover_that_the_next_start_forgets(pi, install, capsys):
    pi.put("/proc/cmdline", "overlayroot=tmpfs console=tty1\n")
    assert install("--yes") == 69
    assert "the system is read-only" in capsys.readouterr().err


def test_every_profile_says_what_an_installation_needs():
    for path in sorted((ROOT / "hw_profiles").glob("*.toml")):
        facts = Facts.read(path)
        assert facts.pi_camera == (path.name != "desktop.toml"), path.name


def test_the_script_itself_starts_anywhere(tmp_path):
    """As it is called: the real machine is looked at, and nothing else."""
    done = subprocess.run(
        [ROOT / "scripts/install", "--dry-run", "--profile", ROOT / "hw_profiles/desktop.toml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "would" in done.stdout or "Nothing to do" in done.stdout
