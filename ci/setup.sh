# Sourced by the scripts of this folder: finds or installs what they need, and builds.
#
#   need build|report|test…  makes sure of groups of tools; installs Debian packages only where something is missing
#   build_in DIR [OPTION…] [-- GOAL…]  configures and builds there; prints only what goes wrong
#
# After `need`, $python is an interpreter that can import what the reports need. Nothing is fetched when everything is
# there, so that a second run works offline and without privileges.

# shellcheck shell=bash
# shellcheck disable=SC2034 # what packages_GROUP hold, need reads by its name
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$(basename "$0"): $*"
    exit 2
}

# What a group stands for: a probe, and the Debian packages that satisfy it.
probe_build() {
    command -v cc >/dev/null && command -v cmake >/dev/null && command -v pkg-config >/dev/null &&
        { command -v ninja >/dev/null || command -v make >/dev/null; } &&
        pkg-config --exists 'check >= 0.13' 'jansson >= 2.10' && find_python toml
}
packages_build="gcc libc6-dev cmake ninja-build pkg-config check libsubunit-dev libjansson-dev python3 $(
    # Python has tomllib since 3.11; before, a package brings the same.
    if python3 -c 'import sys; sys.exit(sys.version_info >= (3, 11))' 2>/dev/null; then echo python3-tomli; fi)"

probe_report() { find_python toml jinja2 jsonschema pytest; }
packages_report="python3-pytest python3-jinja2 python3-jsonschema"

# Plots of what ipclaim bench has measured; without it the report has tables.
probe_plots() { find_python toml jinja2 jsonschema matplotlib; }
packages_plots="python3-matplotlib"

probe_test() { command -v setpriv >/dev/null && command -v ps >/dev/null; }
packages_test="util-linux procps"

# What faults from outside are made with (ci/checks/outside.py). The module is the system's own interpreter's only.
probe_outside() { command -v nsenter >/dev/null && command -v sysctl >/dev/null && /usr/bin/python3 -c 'import seccomp' 2>/dev/null; }
packages_outside="util-linux procps python3-seccomp"

# What submissions are graded in.
probe_grade() {
    command -v bwrap >/dev/null && command -v setpriv >/dev/null && command -v choom >/dev/null &&
        command -v make >/dev/null && command -v cmake >/dev/null && /usr/bin/python3 -c 'import jinja2, jsonschema, seccomp' 2>/dev/null
}
packages_grade="bubblewrap util-linux make cmake python3-seccomp python3-jinja2 python3-jsonschema"

# A node of Slurm, with the controller.
probe_slurm() { command -v munged >/dev/null && command -v slurmctld >/dev/null && command -v slurmd >/dev/null && command -v sbatch >/dev/null; }
packages_slurm="munge slurmctld slurmd slurm-client"

probe_stress() { command -v stress-ng >/dev/null && command -v chrt >/dev/null && command -v taskset >/dev/null; }
packages_stress="stress-ng util-linux"

probe_perf() { command -v perf >/dev/null; }
packages_perf="linux-perf"

# The tools that the document names; a case whose tool is missing says `unsupported` and names it.
probe_tools() { command -v lsof >/dev/null && command -v netstat >/dev/null && command -v ip >/dev/null; }
packages_tools="lsof net-tools iproute2"

probe_valgrind() { command -v valgrind >/dev/null; }
packages_valgrind="valgrind"

probe_coverage() { command -v lcov >/dev/null; }
packages_coverage="lcov"

probe_python_coverage() { find_python toml jinja2 jsonschema pytest coverage; }
packages_python_coverage="python3-coverage"

probe_clang() { command -v clang >/dev/null; }
packages_clang="clang"

# Compilers for other C libraries and processors.
probe_musl() { command -v musl-gcc >/dev/null; }
packages_musl="musl-tools"

probe_i386() { i686-linux-gnu-gcc -E -include stdio.h -x c /dev/null >/dev/null 2>&1; }
packages_i386="gcc-i686-linux-gnu libc6-dev-i386-cross"

probe_arm64() { aarch64-linux-gnu-gcc -E -include stdio.h -x c /dev/null >/dev/null 2>&1; }
packages_arm64="gcc-aarch64-linux-gnu libc6-dev-arm64-cross"

probe_riscv64() { riscv64-linux-gnu-gcc -E -include stdio.h -x c /dev/null >/dev/null 2>&1; }
packages_riscv64="gcc-riscv64-linux-gnu libc6-dev-riscv64-cross"

probe_s390x() { s390x-linux-gnu-gcc -E -include stdio.h -x c /dev/null >/dev/null 2>&1; }
packages_s390x="gcc-s390x-linux-gnu libc6-dev-s390x-cross"

# Where the cases can run besides this system, and several of them at a time.
probe_matrix() { find_python toml jinja2 jsonschema pytest xdist; }
packages_matrix="python3-pytest-xdist"

probe_gvisor() { command -v runsc >/dev/null; }
packages_gvisor="runsc"

probe_uml() { command -v linux.uml >/dev/null; }
packages_uml="user-mode-linux"

probe_qemu() { command -v qemu-system-x86_64 >/dev/null && command -v cpio >/dev/null; }
packages_qemu="qemu-system-x86 cpio"

probe_qemu_s390x() { command -v qemu-system-s390x >/dev/null && command -v cpio >/dev/null; }
packages_qemu_s390x="qemu-system-misc cpio"

probe_qemu_user() { command -v qemu-aarch64-static >/dev/null; }
packages_qemu_user="qemu-user-static"

probe_ssh() { command -v ssh >/dev/null && command -v ssh-keygen >/dev/null && [ -x /usr/sbin/sshd ]; }
packages_ssh="openssh-client openssh-server"

probe_npm() { command -v npm >/dev/null; }
packages_npm="npm"

# libFuzzer lies in a package of its own, and without it clang is there and links nothing.
probe_fuzz() {
    command -v clang >/dev/null &&
        echo 'int LLVMFuzzerTestOneInput(const char *at, unsigned long size); int LLVMFuzzerTestOneInput(const char *at, unsigned long size) { return !at && size; }' |
        clang -fsanitize=fuzzer,address,undefined -x c -o /dev/null - 2>/dev/null
}
packages_fuzz="clang libclang-rt-dev"

probe_properties() { find_python toml jinja2 jsonschema pytest hypothesis; }
packages_properties="python3-pytest python3-jinja2 python3-jsonschema python3-hypothesis"

probe_sanitizers() {
    [ -n "$(find /usr/lib/gcc /usr/lib64/gcc -name 'libasan.*' 2>/dev/null | head -n 1)" ]
}
packages_sanitizers="gcc"

probe_lint() {
    command -v clang-format >/dev/null && command -v clang-tidy >/dev/null && command -v cppcheck >/dev/null &&
        command -v shellcheck >/dev/null && command -v mandoc >/dev/null && find_python flake8 mypy
}
packages_lint="clang-format clang-tidy cppcheck shellcheck mandoc python3-flake8 python3-mypy"

# Sets $python to the first interpreter that can import all of the modules. The first on PATH need not be the system's.
find_python() {
    local candidate program
    program='
import importlib.util, sys
for module in sys.argv[1:]:
    names = ("tomllib", "tomli", "toml") if module == "toml" else (module,)
    if not any(importlib.util.find_spec(name) for name in names):
        sys.exit(1)
'
    for candidate in "${IPCLAIM_PYTHON:-}" python3 /usr/bin/python3 /usr/local/bin/python3 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && "$candidate" -c "$program" "$@" 2>/dev/null; then
            python=$(command -v "$candidate")
            return 0
        fi
    done
    return 1
}

# The interpreter with the most of what the reports and their tests import.
find_report_python() {
    find_python toml jinja2 jsonschema pytest hypothesis || find_python toml jinja2 jsonschema pytest || find_python toml
}

# How to become root, if at all: nothing to do, sudo without a question, or no way.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

other_systems() {
    say "Install them with your system's packages, for example:"
    say "  Debian, Ubuntu  sudo apt-get install $1"
    say "  Fedora          sudo dnf install gcc cmake ninja-build pkgconf check-devel jansson-devel python3-pytest python3-jinja2 python3-jsonschema"
    say "  Alpine          sudo apk add build-base cmake ninja pkgconf check-dev jansson-dev py3-pytest py3-jinja2 py3-jsonschema"
    say "  FreeBSD         sudo pkg install cmake ninja pkgconf check jansson py311-pytest py311-Jinja2 py311-jsonschema"
    say "  macOS           brew install cmake ninja pkg-config check jansson && pip3 install pytest jinja2 jsonschema"
}

# The same as need, but goes on without what cannot be had.
want() {
    (need "$@") || say "Going on without: $*"
}

need() {
    local group missing="" packages=() words name
    for group in "$@"; do
        if ! "probe_$group"; then
            missing="$missing $group"
            name="packages_$group"
            read -ra words <<<"${!name}"
            packages+=("${words[@]}")
        fi
    done
    [ -n "$missing" ] || { find_report_python; return 0; }
    if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; }; then
        say "$(basename "$0"): tools are missing (for:$missing), and this script cannot install them here."
        other_systems "${packages[*]}"
        exit 2
    fi
    say "Installing ${packages[*]} …"
    local log
    log=$(mktemp)
    # Targets are set up several at a time, and apt-get lets nobody else in.
    mkdir -p build-targets
    if ! { flock 7 && as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "${packages[@]}"; } \
        >"$log" 2>&1 7>build-targets/.packages.lock; then
        tail -n 5 "$log" >&2
        say "$(basename "$0"): apt-get could not install them; its last words are above, all of them in $log"
        exit 2
    fi
    rm -f "$log"
    for group in $missing; do
        "probe_$group" || fail "the tools for \"$group\" are still missing after installing ${packages[*]}"
    done
    find_report_python
}

build_in() {
    local dir=$1 log generator=() options=() goals=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    [ $# -lt 2 ] || goals=(--target "${@:2}")
    # A folder keeps the generator that it was configured with.
    if [ ! -e "$dir/CMakeCache.txt" ] && command -v ninja >/dev/null; then generator=(-G Ninja); fi
    mkdir -p "$dir"
    log=$dir/build.log
    if ! { cmake -S . -B "$dir" ${generator[@]+"${generator[@]}"} -DPython3_EXECUTABLE="$python" \
        ${options[@]+"${options[@]}"} && cmake --build "$dir" --parallel ${goals[@]+"${goals[@]}"}; } >"$log" 2>&1; then
        grep -nE 'error|Error|FAILED' "$log" | head -n 20 >&2 || true
        fail "the build in $dir failed; all of it is in $log"
    fi
}
