#!/usr/bin/env bash
# Builds ipclaim for a target and prints the path of the binary. Two builds of the same kind wait for each other.
# Ends with status 77 and "unsupported: needs …" where what compiles for it cannot be had.
#
# Usage: ci/targets/build.sh host       as ci/conformance does: shared, in build/ (IPCLAIM_BUILD)
#        ci/targets/build.sh KIND       static, for a target of ci/targets/libraries.sh: native, musl, i386, arm64, s390x…
. "$(dirname "$0")/common.sh"

case ${1:-} in
-h | --help) usage; exit 0 ;;
"") usage >&2; exit 2 ;;
esac
mkdir -p "$cache"
exec 8>"$cache/.build-$1.lock"
flock 8
need build
if [ "$1" = host ]; then
    build=${IPCLAIM_BUILD:-build}
    build_in "$build"
else
    prefix=$(ci/targets/libraries.sh "$1")
    build=build-targets/ipclaim-$1
    build_in "$build" -DCMAKE_TOOLCHAIN_FILE="$prefix/toolchain.cmake" \
        -DIPCLAIM_STATIC=ON -DBUILD_TESTING=OFF -- ipclaim
fi
realpath "$build/ipclaim"
