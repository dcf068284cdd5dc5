# Sourced by the scripts of guests, which boot a kernel with init.c as its first process.
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# init_for PREFIX [COMPILER]: compiles the first process, unless it is there already; prints its path.
init_for() {
    local made=$cache/init-$1
    if [ ! "$made" -nt ci/targets/init.c ]; then
        mkdir -p "$cache"
        "${2:-cc}" -O1 -static -o "$made.$$" ci/targets/init.c || fail "ci/targets/init.c cannot be compiled for $1"
        mv "$made.$$" "$made"
    fi
    echo "$made"
}

# ended CONSOLE: ends this script as the guest's command has, which its console tells.
ended() {
    local how
    how=$(tr -d '\r' <"$1" | grep -a '^init: ' | tail -n 1)
    case $how in
    "init: exited "*) exit "${how#init: exited }" ;;
    "init: killed by signal "*) exit $((128 + ${how#init: killed by signal })) ;;
    esac
    tail -n 20 "$1" >&2
    fail "the guest did not come to its end; its last words are above"
}
