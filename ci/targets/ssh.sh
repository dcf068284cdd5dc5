#!/usr/bin/env bash
# A host over ssh: copies the program there, runs it, and removes it. The host needs nothing but sshd and sh.
#
# Usage: ci/targets/ssh.sh HOST setup
#        ci/targets/ssh.sh HOST run CMD…
#        IPCLAIM_SSH="ssh -p 2222 -F FILE"     another way to call ssh
. "$(dirname "$0")/common.sh"

host=${1:-}
[ $# -eq 0 ] || shift
case $host in
-h | --help) usage; exit 0 ;;
"") usage >&2; exit 2 ;;
esac

remote() {
    # shellcheck disable=SC2086  # words, as the usage says
    ${IPCLAIM_SSH:-ssh} -o BatchMode=yes -o ConnectTimeout=20 "$host" "$@"
}

setup() {
    command -v ssh >/dev/null || require ssh "an ssh client"
    remote true </dev/null || unsupported "a host \"$host\" that ssh reaches without a password"
}

run() {
    local program=$1 arguments
    shift
    # What a shell there reads again must come out as it is here.
    arguments=$(printf ' %q' "$@")
    remote "dir=\$(mktemp -d) && trap 'rm -rf \"\$dir\"' EXIT && cat >\"\$dir/ipclaim\" && chmod 700 \"\$dir/ipclaim\" &&
        \"\$dir/ipclaim\"$arguments </dev/null" <"$program"
}

dispatch "$@"
