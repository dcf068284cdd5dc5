#!/usr/bin/env bash
# Linux of Debian's next release under QEMU's software emulation. Its time is virtual: so many nanoseconds an
# instruction, and a leap where all sleep, so that a starved host cannot let a deadline pass in the guest.
#
# Usage: ci/targets/qemu.sh x86_64|s390x setup
#        ci/targets/qemu.sh x86_64|s390x run CMD…
. "$(dirname "$0")/guest.sh"
. "$(dirname "$0")/packages.sh"

suite=trixie
machine=${1:-}
[ $# -eq 0 ] || shift
# Two serial lines: the console, and what the command writes.
case $machine in
x86_64)
    group=qemu package=qemu-system-x86 arch=amd64 kernel=linux-image-cloud-amd64 compiler=cc
    options=(-M pc -cpu qemu64 -serial "file:%console" -serial "file:%out")
    arguments="console=ttyS0 IPCLAIM_OUT=/dev/ttyS1"
    ;;
s390x)
    # Linux sums TCP's resets by vector instructions, which QEMU 7.2 gets wrong, so that their receivers drop them.
    group=qemu_s390x package=qemu-system-misc arch=s390x kernel=linux-image-s390x compiler=s390x-linux-gnu-gcc
    # shellcheck disable=SC2054 # these commas are QEMU's
    options=(-M s390-ccw-virtio -cpu max,vx=off -chardev "file,id=console,path=%console" -device sclplmconsole,chardev=console
        -chardev "file,id=out,path=%out" -device sclpconsole,chardev=out)
    # Without a random address, or the loader would speak of it on both lines.
    arguments="nokaslr console=ttyS0 IPCLAIM_OUT=/dev/ttysclp0"
    ;;
-h | --help) usage; exit 0 ;;
*) usage >&2; exit 2 ;;
esac

setup() {
    require "$group" "QEMU (Debian's package $package) and cpio"
    require "$([ "$machine" = s390x ] && echo s390x || echo build)" "a C compiler for $machine"
    unpack_kernel "$suite" "$arch" "$kernel" || unsupported "Debian's kernel for $arch ($kernel of $suite), which cannot be fetched"
    init_for "$machine" "$compiler" >/dev/null
}

# initrd BINARY: a file system in memory with the first process and the program; only a console must be there before.
initrd() {
    local root=$work/root
    mkdir -p "$root/bin" "$root/etc"
    cp "$(init_for "$machine" "$compiler")" "$root/init"
    cp "$1" "$root/bin/command"
    (cd "$root" && find . | cpio -o -H newc --quiet) >"$work/initrd"
}

run() {
    local program=$1
    shift
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    initrd "$program"
    options=("${options[@]//%console/$work/console}")
    options=("${options[@]//%out/$work/out}")
    # The kernel of s390x tells faults of programs, which cases cause, on every line; so it tells nothing.
    "qemu-system-$machine" -accel tcg,thread=single -icount shift=2,sleep=off -m 512 -nodefaults -no-user-config -no-reboot \
        -display none "${options[@]}" -kernel "$cache/kernel-$suite-$arch/vmlinuz" -initrd "$work/initrd" \
        -append "$arguments loglevel=0 panic=-1 rdinit=/init -- /bin/command $* --" </dev/null >&2
    cat "$work/out"
    cat "$work/console" >&2
    ended "$work/console"
}

dispatch "$@"
