# Paths, messages and the progress line that every script of dev/ shares.
# Sourced, never run.

set -euo pipefail
# PostgreSQL's user must be able to read what root creates.
umask 022

MODULE=pos_customer_loyalty
CHECKOUT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

default_cache() {
    # PostgreSQL refuses to run as root, so root's cache must be readable by another user.
    if [ "$(id -u)" = 0 ]; then
        echo "/var/cache/$MODULE"
    else
        echo "${XDG_CACHE_HOME:-$HOME/.cache}/$MODULE"
    fi
}

CACHE=${POINTS_CACHE:-$(default_cache)}
case $CACHE in /*) ;; *) CACHE=$PWD/$CACHE ;; esac
# What belongs to one checkout (its databases, its logs) stays apart from another's.
STATE=$CACHE/checkout-$(printf %s "$CHECKOUT" | cksum | cut -d' ' -f1)
LOGS=$STATE/log

say() { printf '%s\n' "$*"; }

# die MESSAGE [WAY OUT]: one sentence on what is wrong, one on what to do.
die() {
    printf '\nStopped: %s\n' "$1" >&2
    [ $# -lt 2 ] || printf '%s\n' "$2" >&2
    exit 1
}

# step LABEL WAY-OUT COMMAND...: run it quietly, show that time passes, and on failure
# print the end of its log with the way out. The log stays in $LOGS.
step() {
    local label=$1 way_out=$2 log pid started=$SECONDS
    shift 2
    mkdir -p "$LOGS"
    log=$LOGS/$(printf %s "$label" | tr -cs '[:alnum:]' '-' | tr '[:upper:]' '[:lower:]').log
    : >"$log"
    start_job "$log" "$@"
    pid=$JOB_PID
    STEP_PID=$pid
    if [ -t 1 ]; then
        while kill -0 "$pid" 2>/dev/null; do
            printf '\r  %s ... %d s' "$label" $((SECONDS - started))
            sleep 0.5
        done
        printf '\r'
    else
        printf '  %s ...\n' "$label"
    fi
    if ! wait "$pid"; then
        tail -n 20 "$log" >&2
        die "\"$label\" failed; the end of its log is above, all of it in $log." "$way_out"
    fi
    STEP_PID=
    printf '  %s: done in %d s\n' "$label" $((SECONDS - started))
}

# start_job LOG COMMAND...: in the background, as a process group of its own, so that what it
# starts can be stopped with it. Sets JOB_PID.
start_job() {
    local log=$1
    shift
    set -m
    # What stays after the script, a database server for one, must not keep its lock.
    "$@" >>"$log" 2>&1 </dev/null 8>&- 9>&- &
    JOB_PID=$!
    set +m
}

stop_job() {
    [ -n "$1" ] || return 0
    kill -- "-$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# On Ctrl-C what runs goes with the script; a script adds what else it has to stop.
STEP_PID=
trap 'exit 130' INT TERM HUP
trap 'stop_job "$STEP_PID"' EXIT

# Two scripts that start at once do not build the same download twice. Held until unlock_cache.
lock_cache() {
    exec 8>"$CACHE/lock"
    flock --nonblock 8 && return
    say "  Waiting for another script that prepares $CACHE ..."
    flock 8
}

unlock_cache() { exec 8>&-; }

prepare_cache() {
    mkdir -p "$CACHE" "$STATE" "$LOGS" 2>/dev/null \
        || die "the cache folder $CACHE cannot be written." \
               "Set POINTS_CACHE to a folder of yours, for instance POINTS_CACHE=~/points-cache make run."
}
