# Sourced by scripts/test-real: programs that analysts read a survey's pictures and tables with, in .real/readers.
# It is their reading that is tried: the networks that most of them are for take gigabytes, and are left out.
# shellcheck shell=bash
# shellcheck disable=SC2154  # root, venv: scripts/lib.sh

readers=$root/.real/readers
READERS=(megadetector-utils==10.0.28 speciesnet==5.0.6 wildlife-datasets==1.0.9 CamTrapTools==0.8.1 camtrapdp==0.1.0
    animl==3.0.1 exifread==3.5.1)
# What their reading needs and our own .venv has not.
BESIDE=(opencv-python-headless tqdm jsonpickle humanfriendly absl-py cloudpathlib pycocotools)

build_readers() {
    made_from="$("$venv/bin/python" --version) ${READERS[*]} ${BESIDE[*]}"
    unless_made "$readers" "$made_from" || return 0
    say "installing what reads surveys, 170 MB, from the package index …"
    rm -rf "$readers"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --target "$readers" \
        "${READERS[@]}" "${BESIDE[@]}" >&2 || die "pip could not install the readers; its reason stands above"
    printf '%s\n' "$made_from" >"$readers/made-from"
}
