# A private PostgreSQL cluster on a socket: nothing of the system's is touched.
# Sourced, never run. Exports PGHOST, PGPORT and PGUSER for every client.

PG_USER=odoo
PG_USED=

postgres_bin() {
    local bin
    bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    if [ -x "$bin/initdb" ]; then
        echo "$bin"
    elif command -v initdb >/dev/null; then
        dirname "$(readlink -f "$(command -v initdb)")"
    else
        return 1
    fi
}

# as_postgres COMMAND...: PostgreSQL does not run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

create_cluster() {
    local data=$1
    mkdir -p "$data"
    [ "$(id -u)" != 0 ] || chown postgres: "$data"
    as_postgres "$PG_BIN/initdb" --pgdata="$data" --username="$PG_USER" --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8
}

start_cluster() {
    # A throw-away cluster: what a power cut loses is built again.
    as_postgres "$PG_BIN/pg_ctl" start --pgdata="$PG_DATA" --wait --silent --log="$PG_DATA/server.log" \
        --options="-c listen_addresses= -c unix_socket_directories=$PGHOST -c fsync=off
            -c synchronous_commit=off -c full_page_writes=off -c max_connections=200
            -c shared_buffers=512MB -c max_wal_size=4GB -c autovacuum_naptime=10s"
}

# Each script holds a shared lock while it uses the cluster: the last one out stops it.
use_cluster() {
    exec 9>"$STATE/cluster.lock"
    flock --shared 9
    PG_USED=1
}

stop_cluster() {
    [ -n "$PG_USED" ] && flock --nonblock 9 || return 0
    as_postgres "$PG_BIN/pg_ctl" stop --pgdata="$PG_DATA" --mode=fast --silent || true
}

prepare_socket_folder() {
    mkdir -p "$PGHOST" 2>/dev/null
    if [ "$(id -u)" = 0 ]; then
        chown postgres: "$PGHOST"
    elif [ ! -O "$PGHOST" ]; then
        die "$PGHOST belongs to another user." "Have it removed, and start again."
    fi
    chmod 700 "$PGHOST"
}

ensure_postgres() {
    PG_BIN=$(postgres_bin) || {
        ensure_packages "PostgreSQL" postgresql
        PG_BIN=$(postgres_bin)
    }
    PG_DATA=$STATE/postgresql
    # A socket's path may have some hundred characters only, so it cannot lie in the cache.
    PGHOST=/tmp/$MODULE-$(id -u)-$(printf %s "$STATE" | cksum | cut -d' ' -f1)
    export PGHOST PGPORT=5432 PGUSER=$PG_USER
    prepare_socket_folder
    as_postgres test -x "$STATE" || die "PostgreSQL's user may not enter $STATE." \
        "Choose a folder that other users can reach, for instance POINTS_CACHE=/var/cache/points."
    use_cluster
    if [ ! -f "$PG_DATA/PG_VERSION" ]; then
        rm -rf "$PG_DATA" "$PG_DATA.partial"
        step "Creating the database server" "Is the disk full? Free 2 GB and start again." create_cluster "$PG_DATA.partial"
        mv "$PG_DATA.partial" "$PG_DATA"
    fi
    if ! as_postgres "$PG_BIN/pg_ctl" status --pgdata="$PG_DATA" >/dev/null; then
        rm -f "$PG_DATA/postmaster.pid"
        step "Starting the database server" "See $PG_DATA/server.log." start_cluster
    fi
}
