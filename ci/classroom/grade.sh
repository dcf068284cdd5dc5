#!/usr/bin/env bash
# What the workflow beside this does with one submission: grades it once, prints the log with the annotations that GitHub
# Classroom reads, and sets the step's output "result" for autograding-grading-reporter. GITHUB_OUTPUT is GitHub's.
#
# Usage: ci/classroom/grade.sh ASSIGNMENT SUBMISSION
#        IPCLAIM_REPORTER=yes     print neither, for the reporter does
#        IPCLAIM_BINARY=FILE      another ipclaim than build/ipclaim, which is built
#
# Exit status: that of ipclaim grade.
case ${1:-} in
-h | --help)
    sed -n '2,9s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
set -euo pipefail
: "${GITHUB_OUTPUT:?is not set; this is a step of GitHub Actions}"
assignment=${1:?names no assignment; see --help}
submission=$(realpath "${2:?names no submission; see --help}")
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
if [ -z "${IPCLAIM_BINARY:-}" ]; then
    "$here/../grader/build.sh"
    IPCLAIM_BINARY=$here/../../build/ipclaim
fi
grade=$(mktemp)
trap 'rm -f "$grade"' EXIT
status=0
"$IPCLAIM_BINARY" grade --quiet --json --instructor "$assignment" "$submission" >"$grade" || status=$?
if [ ! -s "$grade" ]; then
    echo "::error title=Not graded::The reason is in the log; no points are reported"
    exit "$status"
fi
printf 'result=%s\n' "$("$IPCLAIM_BINARY" assignment export --format classroom "$grade" || true)" >>"$GITHUB_OUTPUT"
if [ "${IPCLAIM_REPORTER:-no}" != yes ]; then
    "$IPCLAIM_BINARY" assignment export --format github "$grade" || true
fi
exit "$status"
