#!/usr/bin/env bash
# Gradescope runs this once, as root, when it makes the image of the autograder.
set -euo pipefail
"${IPCLAIM_AUTOGRADER:-/autograder}/source/ipclaim/ci/grader/build.sh"
