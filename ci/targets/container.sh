#!/usr/bin/env bash
# An image under docker or podman, whichever runs here. The program is static; the image's kernel is this system's.
#
# Usage: ci/targets/container.sh IMAGE setup
#        ci/targets/container.sh IMAGE run CMD…
#        IPCLAIM_CONTAINER_OPTIONS="--privileged"     more for `docker run`
. "$(dirname "$0")/common.sh"

image=${1:-}
[ $# -eq 0 ] || shift
case $image in
-h | --help) usage; exit 0 ;;
"") usage >&2; exit 2 ;;
esac

# The engine that answers; a client alone is not one.
engine() {
    local name
    for name in docker podman; do
        if command -v "$name" >/dev/null && "$name" info >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    return 1
}

setup() {
    local with
    with=$(engine) || unsupported "docker or podman, and the right to use it"
    "$with" image inspect "$image" >/dev/null 2>&1 || "$with" pull -q "$image" >&2 ||
        unsupported "the image $image, which $with cannot get"
}

run() {
    local program=$1 with
    shift
    with=$(engine) || unsupported "docker or podman, and the right to use it"
    # shellcheck disable=SC2086  # words, as the usage says
    exec "$with" run --rm --network none --volume "$program:/ipclaim:ro" --entrypoint /ipclaim \
        ${IPCLAIM_CONTAINER_OPTIONS:-} "$image" "$@" </dev/null
}

dispatch "$@"
