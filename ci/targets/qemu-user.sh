#!/usr/bin/env bash
# A program of another processor on this system's kernel: QEMU translates its instructions and its system calls.
#
# Usage: ci/targets/qemu-user.sh ARCH setup         (ARCH: as QEMU calls it, aarch64, s390x, riscv64…)
#        ci/targets/qemu-user.sh ARCH run CMD…
. "$(dirname "$0")/common.sh"

arch=${1:-}
[ $# -eq 0 ] || shift
case $arch in
-h | --help) usage; exit 0 ;;
"") usage >&2; exit 2 ;;
esac

setup() { require qemu_user "QEMU's user emulation (Debian's package qemu-user-static)"; }

run() { exec "qemu-$arch-static" "$@"; }

dispatch "$@"
