#!/usr/bin/env bash
# User-mode Linux: Debian's kernel as an ordinary process, this machine's files as its root. One processor.
#
# Usage: ci/targets/uml.sh setup
#        ci/targets/uml.sh run CMD…
. "$(dirname "$0")/guest.sh"

setup() {
    require uml "user-mode Linux (Debian's package user-mode-linux)"
    require build "a C compiler"
    init_for "$(uname -m)" >/dev/null
}

run() {
    local init work processor
    init=$(init_for "$(uname -m)")
    # Kernel and programs take turns at each system call: on one processor a third faster than with wake-ups across two.
    processor=$(sed -n 's/^Cpus_allowed_list:.*[^0-9]\([0-9]*\)$/\1/p' /proc/self/status)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # The memory of the guest is a file that it makes in TMPDIR; HOME holds its sockets, and must be writable.
    HOME=$work taskset -c "$processor" linux.uml mem=512M rootfstype=hostfs rootflags=/ rw "init=$init" \
        "IPCLAIM_OUT=$work/out" con=null con0=null,fd:1 quiet -- "$@" -- </dev/null >"$work/console" 2>&1 || true
    [ ! -e "$work/out" ] || cat "$work/out"
    cat "$work/console" >&2
    ended "$work/console"
}

dispatch "$@"
