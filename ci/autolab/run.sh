#!/usr/bin/env bash
# The Makefile of Autolab runs this for each submission. The last line that it prints is for Autolab, so nothing may come
# behind: where there is a score, it ends with 0, for make writes a line about any other status.
#
# An image for autograding has ipclaim in /opt/ipclaim (`ci/grader/build.sh` in there builds it); without, it is built
# each time, which takes minutes. IPCLAIM_BINARY names another.
#
# Usage: run.sh SUBMISSION
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ipclaim=${IPCLAIM_BINARY:-/opt/ipclaim/build/ipclaim}
if [ ! -x "$ipclaim" ]; then
    ipclaim=$here/ipclaim/build/ipclaim
    "$here/ipclaim/ci/grader/build.sh" >&2
fi
# What is graded runs as somebody else, where that can be, and does not read the reference.
chmod 700 "$here"
mapfile -t options <"$here/options"
output=$here/output
rm -f "$output"
status=0
"$ipclaim" grade --quiet --format autolab -o "$output" ${options[@]+"${options[@]}"} "$here"/assignment/* "$1" >&2 ||
    status=$?
if [ -s "$output" ]; then cat "$output"; fi
case $status in
0 | 1) ;;
*)
    echo "run.sh: not graded (status $status); this says nothing of what was handed in"
    exit "$status"
    ;;
esac
