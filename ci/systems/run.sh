#!/bin/sh
# Builds ipclaim on a system with what its package manager has, runs every case, and leaves the results in a folder, for
# `ipclaim matrix` elsewhere to compare. It needs a POSIX shell and nothing more: Debian, Ubuntu, Alpine, FreeBSD, NetBSD,
# OpenBSD, macOS. What the cases find does not fail it.
#
# Usage: sh ci/systems/run.sh NAME [ARGUMENT…]     the folder is results/NAME; the arguments go to `ipclaim run`
#        IPCLAIM_BUILD=DIR                       build there instead of build-systems/
#        IPCLAIM_INSTALL=no                      install nothing
#
# Exit status: 0 there are results; 2 wrong usage or set-up; 3 the harness broke.
set -eu

say() { printf '%s\n' "$*" >&2; }

case ${1:-} in
-h | --help | "")
    sed -n '2,11s/^# \{0,1\}//p' "$0"
    [ $# -gt 0 ] || exit 2
    exit 0
    ;;
esac
name=$1
shift
cd "$(dirname "$0")/../.."
build=${IPCLAIM_BUILD:-build-systems}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
    case $(uname -s) in
    Linux)
        if command -v apk >/dev/null; then
            as_root apk add build-base cmake ninja pkgconf check-dev jansson-dev linux-headers python3
        else
            as_root apt-get update -q
            as_root apt-get install -y -q --no-install-recommends gcc libc6-dev cmake ninja-build pkg-config check \
                libsubunit-dev libjansson-dev python3 iproute2 lsof net-tools
            # Python reads TOML since 3.11.
            python3 -c 'import tomllib' 2>/dev/null || as_root apt-get install -y -q python3-tomli
        fi
        ;;
    FreeBSD)
        as_root env ASSUME_ALWAYS_YES=yes pkg install -y cmake ninja pkgconf check jansson python3
        # System V queues and POSIX queues may be modules.
        for module in sysvmsg sysvsem sysvshm mqueuefs; do as_root kldload -n "$module" || say "no module $module"; done
        ;;
    NetBSD) as_root pkgin -y install cmake ninja-build pkgconf check jansson python312 ;;
    OpenBSD) as_root pkg_add -I cmake ninja check jansson python%3 ;;
    Darwin) brew install check jansson ninja pkg-config ;;
    *)
        say "run.sh: this does not know how $(uname -s) installs packages: install cmake, ninja, pkg-config, check, jansson and Python 3.11, and set IPCLAIM_INSTALL=no"
        exit 2
        ;;
    esac
}

# The first Python that reads TOML, under the names that systems give it.
find_python() {
    for python in python3 python3.13 python3.12 python3.11 /usr/pkg/bin/python3.12; do
        if "$python" -c 'import importlib.util as u, sys; sys.exit(not (u.find_spec("tomllib") or u.find_spec("tomli")))' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
    say "run.sh: no Python here reads TOML; install Python 3.11"
    exit 2
}

if [ "${IPCLAIM_INSTALL:-yes}" = yes ]; then install_packages >&2; fi
python=$(find_python)
if ! { cmake -S . -B "$build" -DPython3_EXECUTABLE="$python" -DBUILD_TESTING=OFF &&
    cmake --build "$build" --target ipclaim; } >&2; then
    say "run.sh: the build in $build failed; what the compiler said is above"
    exit 2
fi
mkdir -p "results/$name"
status=0
"$build/ipclaim" run --format ndjson -o "results/$name/results.ndjson" "$@" || status=$?
case $status in
0 | 1 | 4) say "run.sh: results/$name/results.ndjson" ;;
*) exit "$status" ;;
esac
