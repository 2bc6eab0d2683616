# Sourced by the other scripts: `root` is the checkout, `set_up EXTRAS` gives it a `.venv` with trapd in it.
# shellcheck shell=sh

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$root/.venv

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename -- "$0"): $*"; exit 69; }

# set_up EXTRAS: once this takes a minute and the package index; later starts compare one stamp and need neither.
set_up() {
    # The place belongs to the stamp, because a copied .venv still points to the checkout that it was made in.
    stamp=$(printf '%s ' "$root" && cksum <"$root/pyproject.toml")
    covers='dev torture'  # all that is asked for elsewhere
    [ "$1" = torture ] && covers=
    for done in "$1" $covers; do
        if [ "$(cat "$venv/trapd-$done" 2>/dev/null)" = "$stamp" ] && "$venv/bin/python" -c '' 2>/dev/null; then
            return
        fi
    done
    say "setting up .venv with trapd[$1]: once, about a minute, from the package index …"
    make_venv
    quiet=-qq
    [ -t 2 ] && quiet=
    # shellcheck disable=SC2086  # empty means no argument
    "$venv/bin/python" -m pip install $quiet --disable-pip-version-check --editable "${root}[$1]" >&2 ||
        die "pip could not install trapd[$1]; its reason stands above (is the package index within reach?)"
    printf '%s\n' "$stamp" >"$venv/trapd-$1"
}

make_venv() {
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 && [ "$(cat "$venv/trapd-place" 2>/dev/null)" = "$root" ] && return
    python=${PYTHON:-python3}
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        die "$python is missing or older than 3.11; install it (Debian: apt install python3), or set PYTHON"
    rm -rf "$venv"
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv "$venv"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        # Debian keeps ensurepip in python3-venv; the pip that is there can fill a venv from outside.
        "$python" -m venv --without-pip "$venv" &&
            "$python" -m pip --quiet --disable-pip-version-check --python "$venv/bin/python" install pip
    elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing Debian's python3-venv …"
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install python3-venv; } >/dev/null &&
            "$python" -m venv "$venv"
    else
        die "$python can make no virtual environment; install it: sudo apt install python3-venv"
    fi || die "no virtual environment in $venv; the reason stands above"
    printf '%s\n' "$root" >"$venv/trapd-place"
}

# installing WHAT …: the installer is Python of the system's own, and leaves nothing behind in the checkout.
installing() {
    if ! command -v python3 >/dev/null; then
        { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; } || die "python3 is missing; install it: apt install python3"
        say "installing python3 …"
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install python3; } >/dev/null ||
            die "apt-get could not install python3; its reason stands above"
    fi
    PYTHONPATH=$root/scripts PYTHONDONTWRITEBYTECODE=1 exec python3 -m installing "$@"
}
