#!/usr/bin/env bash
# gVisor: another kernel, written in Go, behind the same system calls. Debian's runsc, without a network.
#
# Usage: ci/targets/gvisor.sh setup
#        ci/targets/gvisor.sh run CMD…
. "$(dirname "$0")/common.sh"

setup() { require gvisor "gVisor's runsc (Debian's package runsc)"; }

run() {
    # Into a pipe, since runsc gives a file away to nobody. It needs no rights this way, and hangs on its KVM platform.
    # The memory file system there is root's alone until somebody opens it.
    # shellcheck disable=SC1010 # do is a word of runsc
    runsc --rootless --network=none --platform=ptrace do /bin/sh -c 'chmod 1777 /dev/shm && exec "$@"' sh "$@" \
        </dev/null | cat
}

dispatch "$@"
