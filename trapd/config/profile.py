"""What a profile may say: every section, key, unit, range and default.

A profile (`hw_profiles/*.toml`) holds facts, no behaviour. `read.py` turns a file into a `Profile`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from trapd.core.battery.known import Name as Chemistry
from trapd.core.geotag import Level as Geotag
from trapd.core.readiness import Level
from trapd.core.retention import Policy

Pin = Annotated[int, Meta(ge=0, le=53)]
"""BCM number; 53 is the highest line of a Pi's SoC."""
Share = Annotated[float, Meta(ge=0, le=1)]
Celsius = Annotated[float, Meta(ge=-60, le=60)]
MONTHS = Meta(min_length=12, max_length=12, description="a list of 12 numbers, January first, in [square brackets]")
Lens = Literal["clear", "snow", "frost", "leaf", "tilted"]
Name = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$",
        description="1 to 32 Latin letters, digits and inner hyphens, in quotes",
    ),
]
"""Goes into file names, where `_` separates the parts."""
Text = Annotated[str, Meta(min_length=1, description="a text in quotes, not an empty one")]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file. An unknown key is an error."""


class Unit(Section, frozen=True, kw_only=True):
    """Who and where this unit is."""

    name: Name
    """Serial of the unit, unique in the survey."""
    station: Name
    """Becomes the folder on the card."""
    side: Literal["left", "right"] | None = None
    """Which of a facing pair."""
    utc_offset_min: Annotated[int, Meta(ge=-720, le=840)] = 600
    """Local standard time, minutes east of UTC; Primorye is +10:00 the whole year."""
    make: Text = "trapd"
    model: Text = "trapd unit"
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    """Where the unit was hung, for sun times before the first fix; never stamped into a picture."""
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None


class Board(Section, frozen=True, kw_only=True):
    """The computer of the unit: what differs from board to board."""

    pins: Literal["gpiod", "lgpio", "rpigpio"] = "gpiod"
    """gpiozero's pin factory, for sensors, flash and switches on the Pi backend."""
    gpiochip: Text | None = None
    """The chip of the pin header, by its label (`pinctrl-bcm2835`) or device; None: the first `pinctrl-` chip."""
    model: Text | None = None
    """As the device tree says it, without the revision: `Raspberry Pi Zero 2 W`. None: any machine, and `trapd check`
    looks at none of the keys below."""
    encoder: Literal["hardware", "software"] = "hardware"
    """bcm2835-codec of the Zero 2 W, 3, 4 and CM4, or the processor itself (Pi 5)."""
    cma_mb: Annotated[int, Meta(ge=8, le=1_024)] | None = None
    """Memory that only camera, encoder and display may pin, in units of 2^20 bytes; None: pictures lie in ordinary
    memory (Pi 5)."""
    i2c: Text | None = None
    """The bus of fuel gauge and thermometer, as `/dev/i2c-1`."""
    usb: Literal["gadget", "host"] | None = None
    """What the port is that can be either: a serial console for the technician's laptop, or a host for a reader."""
    media: Literal["partition", "usb", "sd"] | None = None
    """Where `card.path` lives: on a partition of the system's own card, a USB reader, or (eMMC boards) an SD slot."""
    power_off_ma: Annotated[float, Meta(ge=0, le=1_000)] | None = None
    """At 5 V, after a halt."""
    boot_s: Annotated[float, Meta(ge=0, le=600)] = 12
    """From power to the start of the unit: a Zero 2 W with its stock system takes 12 s to there, a tuned one 3.5."""
    camera_start_s: Annotated[float, Meta(ge=0.01, le=30)] = 0.35
    """From the order to the first frame of a camera that was closed, as a warm libcamera takes; for seasons."""
    config_txt: tuple[Text, ...] = ()
    """The lines of config.txt that this wiring needs: `scripts/install` writes them, `trapd check` looks for them."""
    eeprom: tuple[Text, ...] = ()
    """The bootloader's settings that this unit needs, as `POWER_OFF_ON_HALT=1`; `rpi-eeprom-config --edit`."""


class Camera(Section, frozen=True, kw_only=True):
    """The camera module and its one configuration."""

    backend: Literal["sim", "pi"] = "sim"
    width: Annotated[int, Meta(ge=64, le=9152, multiple_of=2)] = 1920
    height: Annotated[int, Meta(ge=64, le=6944, multiple_of=2)] = 1080
    fps: Annotated[float, Meta(ge=1, le=120)] = 30
    readout_us: Annotated[int, Meta(ge=0, le=200_000)] = 18_000
    """First row to last row of this sensor mode; 0 for a global shutter."""
    sensor_width: Annotated[int, Meta(ge=64, le=9152)] | None = None
    """The sensor's mode that `readout_us` holds for, on the Pi backend: all three keys, or none, and then picamera2
    takes the mode nearest to the picture's size."""
    sensor_height: Annotated[int, Meta(ge=64, le=6944)] | None = None
    sensor_bit_depth: Annotated[int, Meta(ge=8, le=16)] | None = None
    video_width: Annotated[int, Meta(ge=64, le=1920, multiple_of=2)] | None = None
    """The size of clips, on the Pi backend: both keys, or neither, and then the picture's own, or the largest of its
    shape that a Pi's encoder takes."""
    video_height: Annotated[int, Meta(ge=64, le=1920, multiple_of=2)] | None = None
    tuning: Text | None = None
    """Tuning file of the sensor, for the Pi backend."""
    lens_position: Annotated[float, Meta(ge=0, le=32)] | None = None
    """Dioptres; fixed, since autofocus hunts at night. None for a lens without motor."""
    readiness: Level = "cool"
    """hot: streaming with pre-roll; warm: streaming; cool: closed until a trigger; gated: the board is off, and
    `readiness.board` wakes it. `[readiness]` may raise it by the hour."""
    linger_s: Annotated[float, Meta(ge=0, le=600)] = 10
    """A cool camera stays open so long after a plan, a gated board on."""
    longest_exposure_us: Annotated[int, Meta(ge=100, le=1_000_000)] = 4_000
    """1/250 s: 4.8 mm of blur at a leopard's walk of 1.2 m/s."""
    night_exposure_us: Annotated[int, Meta(ge=100, le=1_000_000)] = 4_000
    night_gain: Annotated[float, Meta(ge=1, le=64)] = 8
    max_gain: Annotated[float, Meta(ge=1, le=64)] = 16
    jpeg_quality: Annotated[int, Meta(ge=30, le=100)] = 90
    bitrate_kbps: Annotated[int, Meta(ge=200, le=50_000)] = 6_000
    gop: Annotated[int, Meta(ge=1, le=300)] = 15
    """Frames from key frame to key frame: the pre-roll ring holds so many more than was asked for."""
    shot_timeout_s: Annotated[float, Meta(ge=0.5, le=60)] = 5
    silent_s: Annotated[float, Meta(ge=1, le=120)] = 5
    """A streaming camera without a frame for so long is lost."""


class Readiness(Section, frozen=True, kw_only=True):
    """When the camera waits readier than `camera.readiness` says, and what holds a gated unit (docs/power.md).

    Windows are written as in `watch.windows`; where several are open, the readiest counts.
    """

    hot: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()
    cool: tuple[str, ...] = ()
    """For a unit that is gated otherwise."""
    busy: Literal["hot", "warm", "cool"] | None = None
    """At least so, in hours of the day that bring `busy_share` of all motions or more; None: these do not count."""
    busy_share: Annotated[float, Meta(ge=0.01, le=1)] = 0.08
    """Twice what each hour would bring if all brought the same."""
    board: Literal["witty-pi-4", "wakealarm", "none"] = "none"
    """What powers a gated unit when its PIR feels motion, or its alarm is due: a Witty Pi 4, or the board itself with
    the PIR at its power button and the kernel's alarm clock (Pi 5)."""
    off_mw: Annotated[float, Meta(ge=0, le=10_000)] | None = None
    """What power board and sensors take out of the pack while the unit is off; None: as `board.power_off_ma` says."""
    stay_s: Annotated[float, Meta(ge=0, le=3_600)] = 300
    """A gated unit that no motion woke stays on so long: for a fix, and for somebody at its console."""


class Flash(Section, frozen=True, kw_only=True):
    """The IR flash and the IR-cut filter."""

    backend: Literal["sim", "pi", "none"] = "sim"
    pin: Pin | None = None
    active_low: bool = False
    rise_us: Annotated[int, Meta(ge=0, le=100_000)] = 500
    """Line driven to full light."""
    margin_us: Annotated[int, Meta(ge=0, le=100_000)] = 500
    """Kept free at both ends of the lit window."""
    longest_ms: Annotated[int, Meta(ge=10, le=120_000)] = 12_000
    """One lighting never lasts longer; a night clip ends with it."""
    duty: Share = 0.25
    """Share of the last `duty_window_s` that the flash may be lit."""
    duty_window_s: Annotated[float, Meta(ge=1, le=3600)] = 60
    least_battery_v: Annotated[float, Meta(ge=0, le=60)] | None = None
    """Below this pack voltage the flash stays dark."""
    nm: Literal[850, 940] = 850
    """Of its LEDs. 850 glow a dull red; 940 nobody sees, and they reach less far. Only `trapd season` asks for it."""
    dim_pin: Pin | None = None
    """A line to the LEDs' driver that halves their current while it is high; None: there is none."""
    ir_cut: Literal["none", "switch"] = "none"
    ir_cut_pin: Pin | None = None


class Light(Section, frozen=True, kw_only=True):
    """When it is night."""

    night_below_deg: Annotated[float, Meta(ge=-18, le=20)] = -3
    """Without a picture's word, night begins when the sun sinks below this elevation."""
    day_above_deg: Annotated[float, Meta(ge=-18, le=20)] = -1
    """… and day when it climbs above this one."""


class Sensor(Section, frozen=True, kw_only=True):
    """One PIR."""

    name: Name
    pin: Pin | None = None
    role: Literal["trigger", "confirm", "both"] = "trigger"
    """trigger: by itself; confirm: only with another `confirm` or `both` sensor within `confirm_ms`; both: by
    itself, and it vouches for `confirm` sensors."""
    active_low: bool = False
    powered: Literal["with-board", "always", "now"] = "with-board"
    """When the sensor's own warm-up began: at the board's power-on, long ago, or when trapd first started."""


class Pir(Section, frozen=True, kw_only=True):
    """The motion sensors."""

    backend: Literal["sim", "pi"] = "sim"
    sensors: Annotated[tuple[Sensor, ...], Meta(min_length=1, max_length=16)]
    socket: Text | None = None
    """Simulated sensors only: a Unix socket that takes `NAME 1` and `NAME 0`."""


class Trigger(Section, frozen=True, kw_only=True):
    """Which edges become triggers."""

    warm_up_s: Annotated[float, Meta(ge=0, le=600)] = 45
    debounce_ms: Annotated[float, Meta(ge=0, le=1_000)] = 10
    """A rise counts when the line was low for so long before it."""
    retrigger_s: Annotated[float, Meta(ge=0, le=86_400)] = 5
    """From one trigger to the next."""
    confirm_ms: Annotated[float, Meta(ge=1, le=60_000)] = 2_000
    bucket: Annotated[int, Meta(ge=1, le=10_000)] = 40
    """Triggers in a row before the token bucket runs dry: sun and wind fire without end, animals do not."""
    refill_s: Annotated[float, Meta(ge=0.1, le=86_400)] = 60
    """One token comes back every so many seconds."""
    stuck_s: Annotated[float, Meta(ge=1, le=86_400)] = 300
    """A line high for so long is stuck, and no motion."""
    chatter_edges: Annotated[int, Meta(ge=2, le=10_000)] = 60
    """So many rises within `chatter_s` are chatter: the sensor is muted until it was calm for as long."""
    chatter_s: Annotated[float, Meta(ge=0.1, le=3_600)] = 10


class Plan(Section, frozen=True, kw_only=True):
    """What one trigger takes: stills, a clip, or both at once from the one configuration."""

    stills: Annotated[int, Meta(ge=0, le=100)] = 3
    interval_ms: Annotated[int, Meta(ge=0, le=60_000)] = 500
    """From still to still of a burst."""
    clip: bool = False
    pre_roll_s: Annotated[float, Meta(ge=0, le=30)] = 3
    """Needs readiness `hot`."""
    post_roll_s: Annotated[float, Meta(ge=0.5, le=600)] = 10
    """After the last motion."""
    longest_s: Annotated[float, Meta(ge=1, le=3_600)] = 60
    """A clip is not prolonged beyond this, pre-roll aside."""


class Plans(Section, frozen=True, kw_only=True):
    day: Plan = Plan()
    night: Plan = Plan()


class Watch(Section, frozen=True, kw_only=True):
    """When the unit is armed, and what it does besides motion. Times are the station's standard time."""

    windows: tuple[str, ...] = ()
    """`"sunset-30min..sunrise+30min"`, `"18:00..06:00"`; none: always."""
    proof_of_life: str | None = None
    """`"12:00"`: one picture a day, motion or not."""
    timelapse_min: Annotated[float, Meta(ge=0.1, le=1_440)] | None = None
    """One still every so many minutes."""
    arm_pin: Pin | None = None
    """A reed contact from this pin to ground: closed by its magnet, no motion leads to a picture. On a Pi only."""


class Pair(Section, frozen=True, kw_only=True):
    """Two units face each other: whose turn it is to flash, by GPS time."""

    slots: Annotated[int, Meta(ge=1, le=8)] = 1
    """1: alone, no turns."""
    slot: Annotated[int, Meta(ge=0, le=7)] = 0
    slot_ms: Annotated[int, Meta(ge=100, le=120_000)] = 2_000
    """Must be twice the clock's uncertainty at least: 0.7 s after an NMEA fix, and 0.2 s more an hour asleep."""


class Gps(Section, frozen=True, kw_only=True):
    """The receiver."""

    backend: Literal["sim", "linux", "none"] = "sim"
    port: Text | None = None
    baud: Literal[4800, 9600, 19200, 38400, 57600, 115200] = 9600
    enable_pin: Pin | None = None
    fixes: Annotated[int, Meta(ge=1, le=3_600)] = 30
    """Awake until so many trusted fixes were averaged, then asleep."""
    every_h: Annotated[float, Meta(ge=0, le=168)] = 24
    """Awake again after so many hours; 0: always awake."""
    search_s: Annotated[float, Meta(ge=10, le=3_600)] = 300
    """Without a fix for so long it sleeps and tries again in an hour."""
    silent_s: Annotated[float, Meta(ge=1, le=120)] = 5
    """Awake and silent for so long is a fault."""
    delay_ms: Annotated[float, Meta(ge=0, le=1_000)] | None = None
    """From a second to the first byte that tells it, at the least, as measured on this kind of receiver (against its
    PPS line, or another unit). None: not measured, and the time is good to 0.6 s instead of 0.1. Needed where the two
    units of a pair have different receivers."""
    chrony_socket: Text | None = None
    """Where chrony listens for the time, as `refclock SOCK` in its settings names it; None: the system clock is
    nobody's business here. A real receiver only."""
    worst_hdop: Annotated[float, Meta(ge=0.5, le=50)] = 5
    """A fix worse than this is not averaged into the position."""


class Clock(Section, frozen=True, kw_only=True):
    """The clock chip (RTC) that runs while the unit is off."""

    rtc: Text = "auto"
    """`"auto"`: the one that the kernel took its time from, else the first; a path as `"/sys/class/rtc/rtc1"`;
    `"none"`; `"sim"` for a simulated one."""


class Power(Section, frozen=True, kw_only=True):
    """Meters read from the kernel's drivers."""

    backend: Literal["sim", "linux", "none"] = "sim"
    voltage: Text | None = None
    """A sysfs file in millivolts (hwmon) or microvolts (power_supply), or a glob for it."""
    current: Text | None = None
    """A sysfs file in milliamperes (hwmon, the shunt's IN+ towards the battery) or microamperes (power_supply)."""
    charge: Text | None = None
    """A fuel gauge's own opinion: `capacity` of its power_supply, in percent."""
    temperature: Text | None = None
    """A sysfs file in thousandths of a degree, or a glob for it."""
    every_s: Annotated[float, Meta(ge=1, le=3_600)] = 600


class Battery(Section, frozen=True, kw_only=True):
    """The pack, of alike cells (docs/power.md)."""

    chemistry: Chemistry
    series: Annotated[int, Meta(ge=1, le=100)] = 1
    """Cells in series: a 12 V lead-acid battery has six."""
    parallel: Annotated[int, Meta(ge=1, le=100)] = 1
    ah: Annotated[float, Meta(gt=0, le=1_000)]
    """Of one cell, as its maker rates it."""
    least_v: Annotated[float, Meta(gt=0, le=600)] | None = None
    """Of the pack, under load: below it the board browns out, and no plan may pull the pack down so far. None: not
    known, and nothing is guarded."""


class Ladder(Section, frozen=True, kw_only=True):
    """What is given up when, as the pack empties or freezes (docs/power.md). Shares of its rated charge that can
    still be drawn in this cold; none may be greater than the one before it, and 0 is never."""

    no_clips: Share = 0.25
    """Below it plans have no clip."""
    stills: Share = 0.15
    """… one still a motion."""
    fewest_wakeups: Share = 0.10
    """… a closed camera, no time-lapse, a rare fix, meters read once an hour."""
    dormant: Share = 0.06
    """… the proof of life alone: not armed."""
    off: Share = 0.03
    """… nothing: the board is switched off until the next proof of life or noon. 0 where no alarm can wake it."""
    hysteresis: Annotated[float, Meta(ge=0.01, le=0.5)] = 0.05
    """So much more leads a step up again: more than the charge is off from reading to reading."""
    falls_min: Annotated[float, Meta(ge=0, le=1_440)] = 20
    """It was below for so long: three readings of the meters, none of them odd."""
    climbs_h: Annotated[float, Meta(ge=0.1, le=168)] = 2
    """It was above for so long: the warmth of a noon, not that of a sunbeam."""


class Charger(Section, frozen=True, kw_only=True):
    """What charges the pack (docs/power.md)."""

    backend: Literal["sim", "pi", "none"] = "none"
    """Of the line that forbids it to charge; none: it has no such line, and sees to the cold by itself."""
    inhibit_pin: Pin | None = None
    """Driven: no charging."""
    active_low: bool = False
    """Low forbids, high allows."""
    thermistor: bool = True
    """It has one of its own at the pack and does not charge below the limit, line or no line. Where the unit is
    simulated."""
    panel_w: Annotated[float, Meta(ge=0, le=1_000)] = 0
    """Of the solar panel, as its maker rates it: at 1,000 W/m2 and 25 °C. Where the unit is simulated."""
    efficiency: Annotated[float, Meta(gt=0, le=1)] = 0.8
    """What reaches the pack of what the panel could give."""
    most_a: Annotated[float, Meta(gt=0, le=100)] = 1.0
    """The current that the charger is set to."""


class Heater(Section, frozen=True, kw_only=True):
    """A small heater at the pack or at the lens (docs/power.md)."""

    backend: Literal["sim", "pi", "none"] = "none"
    pin: Pin | None = None
    active_low: bool = False
    below_c: Annotated[float, Meta(ge=-60, le=60)] = -15
    above_c: Annotated[float, Meta(ge=-60, le=60)] = -12
    """On below the one, off above the other."""
    least_charge: Share = 0.5
    """With less in the pack it stays off."""


class Led(Section, frozen=True, kw_only=True):
    """The status LED, for whoever stands there without a laptop (docs/led.md)."""

    backend: Literal["sim", "pi", "none"] = "none"
    pin: Pin | None = None
    active_low: bool = False
    """Lit while the line is low."""


class Energy(Section, frozen=True, kw_only=True):
    """What each part takes while it is on: in watts behind the converter, at the board's 5 V (docs/power.md)."""

    board_w: Annotated[float, Meta(ge=0, le=100)]
    """Always; camera closed."""
    camera_w: Annotated[float, Meta(ge=0, le=100)] = 0
    """On top while it streams."""
    encoder_w: Annotated[float, Meta(ge=0, le=100)] = 0
    """On top while it streams, where a plan takes clips."""
    flash_w: Annotated[float, Meta(ge=0, le=1_000)] = 0
    """While it is lit; straight from the pack, with what its driver loses."""
    dim_w: Annotated[float, Meta(ge=0, le=1_000)] | None = None
    """The same with `flash.dim_pin` high; None: half of `flash_w`."""
    gps_w: Annotated[float, Meta(ge=0, le=100)] = 0
    """While the receiver is awake."""
    heater_w: Annotated[float, Meta(ge=0, le=100)] = 0
    """While it heats; straight from the pack."""
    still_mwh: Annotated[float, Meta(ge=0, le=1_000)] = 0
    """To make one still and write it."""
    efficiency: Annotated[float, Meta(gt=0, le=1)] = 1
    """Of the converter between pack and board: what comes out for what goes in."""


class Climate(Section, frozen=True, kw_only=True):
    """What is usual where the unit hangs, for the forecast of the days left (docs/power.md)."""

    mean_c: Annotated[tuple[Celsius, ...], MONTHS]
    """Of each month."""
    spell_c: Annotated[float, Meta(ge=0, le=30)] = 10
    """The hardest cold spell goes so far below that, the mildest thaw as far above."""


class Forecast(Section, frozen=True, kw_only=True):
    """What is expected before the unit has counted a day."""

    motions_a_day: Annotated[float, Meta(ge=0, le=10_000)] = 40


class Card(Section, frozen=True, kw_only=True):
    """Where pictures go."""

    backend: Literal["linux"] = "linux"
    path: Text = "/media/trapd"
    mounted: bool = False
    """Something must be mounted there: without its card the folder is only a place on the system disk."""
    reserve_mb: Annotated[int, Meta(ge=0, le=2_000_000)] = 64
    """Below so much free space the card counts as full."""
    low_mb: Annotated[int, Meta(ge=0, le=2_000_000)] = 1_000
    """With less than this left before it is full, clips are left out so that stills go on: some hundreds of them.
    Never more than a tenth of the card; 0: never."""
    spare_mb: Annotated[int, Meta(ge=0, le=100_000)] = 200
    """Of the system disk, for the newest pictures while there is no card; 0: none, and without a card the unit is not
    armed."""
    retention: Policy = "never"
    """What may be deleted when room runs out (docs/card.md). oldest-first: in the end anything; keep-protected: all
    but what somebody protected."""
    queue_mb: Annotated[int, Meta(ge=8, le=4_096)] = 96
    """Frames waiting to be encoded, and as much again in files waiting for the card; beyond it
    shots fail and say so."""


class Offload(Section, frozen=True, kw_only=True):
    """What happens when a disk with a folder `trapd-offload` is plugged in (docs/offload.md)."""

    after: Literal["keep", "delete"] = "keep"
    """delete: what is on the disk, read back from there, leaves the card; protected pictures stay."""
    light_pin: Pin | None = None
    """An LED: blinks while pictures are copied, steady when the disk may be pulled, fast when something is amiss."""


class Console(Section, frozen=True, kw_only=True):
    backend: Literal["linux", "none"] = "none"
    port: Text | None = None
    """A serial device; without one a pty is made and named at the start."""
    arm_after_min: Annotated[float, Meta(ge=1, le=240)] = 10
    """Whoever typed last is taken to have left after so long a silence: what held the unit back from the console then
    lets go, and the unit arms itself."""
    lang: Literal["en", "ru"] = "en"
    """What the unit speaks at its console; `lang ru` there is for the moment."""


class Privacy(Section, frozen=True, kw_only=True):
    """What a stolen unit or card may tell (docs/privacy.md)."""

    geotag: Geotag = "exact"
    """Of its place, in pictures, catalog, journal, memory and console alike. exact: all that is known; rounded: a
    field of 0.1 degrees, without height; none: nothing."""


class State(Section, frozen=True, kw_only=True):
    """What must outlive a restart, off the card."""

    path: Text | None = None
    """A folder on the system disk. None: a folder of the user's own for this unit."""


class World(Section, frozen=True, kw_only=True):
    """What a simulated unit stands in. Ignored where nothing is simulated."""

    seed: int = 1
    starts: str = "now"
    """`"now"`, or an RFC 3339 instant: `"2026-01-15T17:40:00+10:00"`."""
    lat: Annotated[float, Meta(ge=-90, le=90)] = 43.1034
    """Kedrovaya Pad."""
    lon: Annotated[float, Meta(ge=-180, le=180)] = 131.5503
    alt_m: Annotated[float, Meta(ge=-500, le=9_000)] = 123
    passes_per_hour: Annotated[float, Meta(ge=0, le=3_600)] = 240
    first_pass_s: Annotated[float, Meta(ge=0, le=86_400)] | None = None
    """The first animal walks past so long after the start; None: by chance."""
    speed_mps: Annotated[float, Meta(gt=0, le=20)] = 1.2
    distance_m: Annotated[float, Meta(ge=0.5, le=30)] = 3.75
    temperature_c: Annotated[float, Meta(ge=-60, le=60)] = -12
    cloud: Share = 0.3
    charge: Share | None = None
    """How full the pack is at the start; None: half full, and fed from elsewhere, so that it stays so."""
    scene: Text | None = None
    """A folder of photos or a video that the camera looks at instead."""
    lens: Lens = "clear"
    """What lies on the lens; or the camera hangs askew."""
    flash_shines: bool = True
    """False: the flash says that it is lit, and no light comes of it."""
    nmea: Text | None = None
    """A recorded receiver log to replay; its date is taken as it stands."""
    gps_first_fix_s: Annotated[float, Meta(ge=0, le=3_600)] = 3
    gps_jitter_ms: Annotated[float, Meta(ge=0, le=800)] = 0
    """The receiver speaks later by up to so much, each second anew."""
    drift_ppm: Annotated[float, Meta(ge=-200, le=200)] = 0
    """What true time gains on the unit's crystal."""
    rtc_off_s: Annotated[float, Meta(ge=-1e9, le=1e9)] = 0
    """How far the simulated clock chip is ahead."""


class Profile(Section, frozen=True, kw_only=True):
    """A whole unit."""

    schema_version: Literal[1] = 1
    unit: Unit
    board: Board = Board()
    camera: Camera = Camera()
    readiness: Readiness = Readiness()
    flash: Flash = Flash()
    light: Light = Light()
    pir: Pir
    trigger: Trigger = Trigger()
    plan: Plans = Plans()
    watch: Watch = Watch()
    pair: Pair = Pair()
    gps: Gps = Gps()
    clock: Clock = Clock()
    power: Power = Power()
    battery: Battery | None = None
    charger: Charger = Charger()
    heater: Heater = Heater()
    led: Led = Led()
    ladder: Ladder = Ladder()
    energy: Energy | None = None
    climate: Climate | None = None
    forecast: Forecast = Forecast()
    card: Card = Card()
    offload: Offload = Offload()
    console: Console = Console()
    privacy: Privacy = Privacy()
    state: State = State()
    world: World = World()
