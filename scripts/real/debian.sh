# Sourced by scripts/test-real: a Debian of the unit's kind in .real/debian, and a way in.
# shellcheck shell=bash
# shellcheck disable=SC2154  # root, venv: scripts/lib.sh

SUITE=trixie # the base of today's Raspberry Pi OS: Python 3.13, libcamera 0.4, FFmpeg 7.1, Linux 6.12
debian=$root/.real/debian
camera_venv=$root/.real/venv
# What scripts/install asks a Pi to have; what builds wheels and modules; and what a machine without a Pi's firmware needs.
UNIT=ca-certificates,python3,python3-venv,python3-libcamera,libcamera-ipa,python3-av,python3-numpy,python3-pil,python3-prctl,chrony,exfatprogs,dosfstools,e2fsprogs,fdisk
BUILD=gcc,make,swig,python3-dev,libcap-dev,libelf1t64
MACHINE=systemd,systemd-sysv,udev,dbus,kmod,procps,iproute2,dmsetup,gpiod,i2c-tools,usbutils,tmux,picocom,busybox-static,xz-utils,qemu-guest-agent

# need PROGRAM PACKAGE …: install what is missing.
need() {
    packages=
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || packages="$packages $2"
        shift 2
    done
    [ -n "$packages" ] || return 0
    say "installing:$packages"
    # shellcheck disable=SC2086  # one word a package
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $packages; } \
        >/dev/null || die "apt-get could not install$packages; its reason stands above"
}

# unless_made FOLDER FROM: whether FOLDER does not say yet that it is made FROM this.
unless_made() { [ "$(cat "$1/made-from" 2>/dev/null)" != "$2" ]; }

# `mirror`, and the `ways` to it: those of this machine's own apt, which knows them once it has its lists.
ask_apt() {
    apt-get -qq update
    # shellcheck disable=SC2016  # apt's variables, not the shell's
    mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' | awk '$1 !~ /-/ {print $2; exit}')
    mapfile -t ways < <(apt-config dump Acquire |
        sed -nE '/^Acquire::(https?|Retries|Check-Date|Check-Valid-Until)[: ].*".+"/s/^/--aptopt=/p')
}

# Kept for the next run, unless what it is made from has changed.
build_debian() {
    made_from=$(cat "$root/scripts/real/debian.sh" <(requirements) | cksum)
    unless_made "$debian" "$made_from" || return 0
    unshare --mount true || die "may not mount here: give the container CAP_SYS_ADMIN (docker run --privileged)"
    need mmdebstrap mmdebstrap
    say "building Debian $SUITE in .real/debian: 1 GB, one to three minutes …"
    rm -rf --one-file-system "$debian" "$camera_venv"
    ask_apt
    mmdebstrap --quiet --variant=apt --include="$UNIT,$BUILD,$MACHINE" "${ways[@]}" --skip=cleanup/apt/lists \
        --dpkgopt='path-exclude=/usr/share/*/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --keyring=/usr/share/keyrings --keyring=/etc/apt/trusted.gpg.d "$SUITE" "$debian" "$mirror" ||
        die "mmdebstrap could not build Debian $SUITE from $mirror; its reason stands above"
    lend_network
    show_scene
    make_wheels
    printf '%s\n' "$made_from" >"$debian/made-from"
}

# How this machine reaches the package index, lent to the root: names, certificates, pip's settings.
lend_network() {
    for file in /etc/resolv.conf /etc/ssl/certs/ca-certificates.crt /etc/pip.conf ~/.pip/pip.conf ~/.config/pip/pip.conf; do
        [ ! -f "$file" ] || install -D -m 644 "$file" "$debian$file"
    done
}

# What the program needs as wheels in /opt/wheelhouse: the machine installs from there, without a network, as does the
# venv of the camera tier. lgpio has no wheel for Python 3.13; PYPI=1 makes its setup.py build the library in.
make_wheels() {
    mapfile -t requirements < <(requirements)
    mkdir -p "$camera_venv"
    inside env PYPI=1 PATH=/usr/bin:/bin sh -euc '
        python3 -m venv --system-site-packages /opt/trapd
        /opt/trapd/bin/pip wheel -qq --wheel-dir /opt/wheelhouse "$@"
        /opt/trapd/bin/pip install -qq --no-index --find-links /opt/wheelhouse "$@"' sh "${requirements[@]}" ||
        die "pip could not fill the root; its reason stands above"
}

# What the program and its tests need, from pyproject.toml; rpi-lgpio is RPi.GPIO for the kernels that RPi.GPIO cannot.
requirements() {
    "$venv/bin/python" - "$root/pyproject.toml" <<'END'
import sys, tomllib
project = tomllib.load(open(sys.argv[1], "rb"))["project"]
extras = project["optional-dependencies"]
wanted = project["dependencies"] + extras["unit"] + extras["pi"] + extras["pi-lgpio"] + ["rpi-lgpio"]
wanted += [line for line in extras["dev"] if line.startswith(("pytest>", "hypothesis"))]
print("\n".join(sorted(line for line in wanted if not line.startswith("trapd"))))
END
}

# libcamera's virtual camera plays the pictures that tests/real/virtual_camera.py draws.
show_scene() {
    install -D -m 644 /dev/stdin "$debian/usr/share/libcamera/pipeline/virtual/virtual.yaml" <<'END'
"trapd":
  supported_formats:
  - width: 640
    height: 480
    frame_rates: [30]
  - width: 320
    height: 240
    frame_rates: [30]
  frames:
    path: /opt/scene/
  location: "CameraLocationFront"
  model: "virtual"
END
}

# inside COMMAND…: in the Debian root, in /src, the checkout, which is read-only there, with the camera tier's venv in
# /opt/trapd. All mounts are private to one process tree and end with it, however it ends. `udmabuf` is what libcamera
# looks for before it lists its virtual camera; the buffers are the tests' own.
inside() {
    mkdir -p "$debian/src" "$debian/opt/trapd"
    # shellcheck disable=SC2016  # for the shell inside
    debian=$debian checkout=$root venv=$camera_venv unshare --mount --propagation private sh -euc '
        mount -t proc proc "$debian/proc"
        mount -t tmpfs tmpfs "$debian/tmp"
        mount -t tmpfs -o mode=755 tmpfs "$debian/dev"
        for node in null zero full random urandom; do
            : >"$debian/dev/$node"
            mount --bind "/dev/$node" "$debian/dev/$node"
        done
        mkdir -m 1777 "$debian/dev/shm"
        mkdir "$debian/dev/pts"
        mount -t devpts -o newinstance,ptmxmode=666 devpts "$debian/dev/pts"
        ln -s pts/ptmx "$debian/dev/ptmx"
        : >"$debian/dev/udmabuf"
        mount --bind "$checkout" "$debian/src"
        mount -o remount,bind,ro "$debian/src"
        mount --bind "$venv" "$debian/opt/trapd"
        exec chroot "$debian" env --chdir=/src HOME=/root LANG=C.UTF-8 PATH=/opt/trapd/bin:/usr/sbin:/usr/bin:/bin \
            PYTHONDONTWRITEBYTECODE=1 HYPOTHESIS_STORAGE_DIRECTORY=/tmp/hypothesis "$@"' sh "$@"
}
