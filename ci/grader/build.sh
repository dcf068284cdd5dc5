#!/usr/bin/env bash
# Installs what grading needs, where that takes privileges and they are there, and builds ipclaim where this lies. Packages
# for Gradescope, PrairieLearn and Autolab (`ipclaim assignment package`) have it with them, and call it once an image.
#
# It is built there rather than brought along: a subject is loaded by the dynamic linker, so the program cannot be static,
# and a shared one needs the C library that the image has. That is one of Debian 12, Ubuntu 24.04, or later.
#
# Usage: ci/grader/build.sh
#
# Exit status: 0 build/ipclaim can grade; 2 it cannot be had.
# shellcheck source=../setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../setup.sh"

case ${1:-} in
-h | --help)
    sed -n '2,10s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

need build grade
/usr/bin/python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null ||
    fail "python3-jsonschema is too old here; Debian 12 and Ubuntu 24.04 have a new one"
build_in build -DBUILD_TESTING=OFF -- ipclaim
