#!/usr/bin/env bash
# PrairieLearn runs this for each submission, in the container that the Dockerfile beside the question makes. It leaves
# results/results.json; where that has no score, PrairieLearn shows the reason, and the attempt is not counted.
#
# IPCLAIM_GRADE names another folder than /grade, IPCLAIM_BINARY another ipclaim than the image's.
set -euo pipefail
root=${IPCLAIM_GRADE:-/grade}
tests=$root/tests
results=$root/results/results.json

mkdir -p "$root/results"
rm -f "$results"
# What is graded runs as somebody else, and neither reads the reference nor what PrairieLearn says of the student, nor
# writes a result.
chmod 700 "$tests" "$root/student" "$root/results"
if [ -d "$root/data" ]; then chmod 700 "$root/data"; fi
mapfile -t options <"$tests/options"
status=0
said=$("${IPCLAIM_BINARY:-/ipclaim/build/ipclaim}" grade --quiet --format prairielearn -o "$results" \
    ${options[@]+"${options[@]}"} "$tests"/assignment/* "$root/student" 2>&1) || status=$?
printf '%s\n' "$said"
if [ ! -s "$results" ]; then
    # What the reason was, the job's log says; it may name files that are no student's business.
    echo "run.sh: not graded (status $status), for the reason above; this says nothing of what was handed in"
    printf '%s\n' '{"gradable": false, "message": "Not graded. The attempt is not counted.",' \
        '"format_errors": ["the grader could not be run, which is no fault of what you handed in"], "tests": []}' \
        >"$results"
fi
