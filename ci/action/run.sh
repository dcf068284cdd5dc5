#!/usr/bin/env bash
# What the action does: builds ipclaim as one static program, runs it in an image or on the runner, and writes the report
# with the step's summary and annotations. The inputs of action.yml come as IPCLAIM_IMAGE, _SELECT, _NAME,
# _CONTAINER_OPTIONS and _MAY_DIFFER; GITHUB_WORKSPACE, GITHUB_OUTPUT and GITHUB_STEP_SUMMARY are GitHub's.
#
# Usage: ci/action/run.sh
#
# Exit status: that of the report; 0 instead of 1 where IPCLAIM_MAY_DIFFER is true.
. "$(dirname "${BASH_SOURCE[0]}")/../setup.sh"

case ${1:-} in
-h | --help)
    sed -n '2,9s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
: "${GITHUB_OUTPUT:?is not set; this is a step of GitHub Actions}" "${GITHUB_WORKSPACE:?is not set}"

need build report
binary=${IPCLAIM_BINARY:-$(ci/targets/build.sh native)}
name=${IPCLAIM_NAME:-ipclaim}
out=$GITHUB_WORKSPACE/ipclaim-report
results=$(mktemp)
trap 'rm -f "$results"' EXIT
read -ra select <<<"${IPCLAIM_SELECT:-}"
there=()
if [ -n "${IPCLAIM_IMAGE:-}" ]; then
    ci/targets/container.sh "$IPCLAIM_IMAGE" setup || fail "the image $IPCLAIM_IMAGE cannot be had"
    there=(ci/targets/container.sh "$IPCLAIM_IMAGE" run)
fi
status=0
${there[@]+"${there[@]}"} "$binary" run --format ndjson ${select[@]+"${select[@]}"} >"$results" || status=$?
case $status in
0 | 1 | 3 | 4) ;;
*) fail "ipclaim ended with status $status and left no results" ;;
esac
status=0
PYTHONPATH=reports "$python" -m ipclaim_reports report --github --target "$name" --out "$out" --results "$results" || status=$?
[ "$status" != 2 ] || exit 2
{
    echo "report=$(find "$out" -mindepth 2 -maxdepth 2 -name report.html -exec dirname {} \;)"
    echo "status=$status"
} >>"$GITHUB_OUTPUT"
if [ "$status" = 1 ] && [ "${IPCLAIM_MAY_DIFFER:-false}" = true ]; then exit 0; fi
exit "$status"
