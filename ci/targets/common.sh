# Sourced by the scripts of this folder. Each of them has two verbs:
#
#   setup      gets what the target needs, Debian packages only; exit status 77 and "unsupported: needs …" where that fails
#   run CMD…   runs a static program there, its standard output ours, and exits as it did
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/../setup.sh"

# Where downloads and guests lie; what is there is not fetched again.
# shellcheck disable=SC2034 # the scripts that source this read it
cache=$PWD/build-targets

unsupported() {
    say "unsupported: needs $*"
    exit 77
}

# require GROUP WHAT: a group of setup.sh, or the target cannot be had here.
require() {
    (need "$1") || unsupported "$2"
}

# verbs NAME [ARGUMENT…]: what every script of this folder takes on its command line.
usage() {
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
}

# dispatch "$@": calls setup, or run with the command.
dispatch() {
    case ${1:-} in
    -h | --help) usage ;;
    setup) setup ;;
    run)
        shift
        [ $# -gt 0 ] || { usage >&2; exit 2; }
        run "$@"
        ;;
    *) usage >&2; exit 2 ;;
    esac
}
