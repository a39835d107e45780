# Odoo on the private cluster, and its databases.
# Sourced, never run. Needs common.sh.

. "$CHECKOUT/dev/packages.sh"
. "$CHECKOUT/dev/odoo.sh"
. "$CHECKOUT/dev/venv.sh"
. "$CHECKOUT/dev/companions.sh"
. "$CHECKOUT/dev/postgres.sh"

# Whatever ends a script, what it started ends with it.
SERVER_PID=
stop_all() {
    stop_job "$STEP_PID"
    stop_job "$SERVER_PID"
    stop_cluster
}
trap stop_all EXIT

# ensure_odoo_runs: everything from the download to a running PostgreSQL.
ensure_odoo_runs() {
    prepare_cache
    lock_cache
    ensure_odoo
    ensure_venv
    ensure_postgres
    ODOO_CONF=$STATE/odoo.conf
    cat >"$ODOO_CONF" <<END
[options]
addons_path = $(addons_path)
data_dir = $STATE/data
http_interface = 127.0.0.1
list_db = False
END
    ensure_companions
    unlock_cache
    export PYTHONPATH=$ODOO_HOME PYTHONDONTWRITEBYTECODE=1
}

# odoo DATABASE OPTION...: run Odoo's server command.
odoo() {
    local database=$1
    shift
    "$PYTHON" -m odoo server --config="$ODOO_CONF" --database="$database" "$@"
}

database_exists() {
    [ "$("$PG_BIN/psql" -d postgres -tAc "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]
}

drop_database() { PGOPTIONS='-c client_min_messages=warning' "$PG_BIN/dropdb" --if-exists --force "$1"; }

rename_database() {
    "$PG_BIN/psql" -q -d postgres -c "ALTER DATABASE \"$1\" RENAME TO \"$2\""
    # A database that was dropped by hand leaves its files.
    rm -rf "$STATE/data/filestore/$2"
    [ ! -d "$STATE/data/filestore/$1" ] || mv -T "$STATE/data/filestore/$1" "$STATE/data/filestore/$2"
}

copy_database() {
    drop_database "$2"
    rm -rf "$STATE/data/filestore/$2"
    "$PG_BIN/createdb" --template="$1" "$2"
    [ ! -d "$STATE/data/filestore/$1" ] || cp -a "$STATE/data/filestore/$1" "$STATE/data/filestore/$2"
}

# install DATABASE MODULE OPTION...: install into a database that is new or has other modules.
install() {
    local database=$1 module=$2
    shift 2
    database_exists "$database" || "$PG_BIN/createdb" "$database"
    odoo "$database" --init="$module" --stop-after-init --no-http "$@"
}

# create_database NAME MODULE LABEL OPTION...: it has its name only once it is complete.
create_database() {
    local name=$1 module=$2 label=$3
    shift 3
    drop_database "$name.partial"
    rm -rf "$STATE/data/filestore/$name.partial"
    step "$label" "See the log; the next start begins it again." install "$name.partial" "$module" "$@"
    rename_database "$name.partial" "$name"
}

# A database with the point of sale and without this module, kept to be copied.
# Sets BASE_DATABASE.
ensure_base_database() {
    BASE_DATABASE=base-$(cat "$ODOO_HOME/odoo/release.py" "$ODOO_CONF" | cksum | cut -d' ' -f1)
    database_exists "$BASE_DATABASE" \
        || create_database "$BASE_DATABASE" point_of_sale "Creating a database with the point of sale"
}

# fill_shop DATABASE MODULES OPTION...: the module with its demo data, and none of Odoo's own.
fill_shop() {
    local database=$1 modules=$2
    shift 2
    install "$database" "$modules" "$@"
    "$PYTHON" -m odoo shell --config="$ODOO_CONF" --database="$database" --no-http "$@" \
        <"$CHECKOUT/dev/load_demo.py"
}

# create_shop NAME MODULES OPTION...: it has its name only once it is complete.
create_shop() {
    local name=$1
    shift
    copy_database "$BASE_DATABASE" "$name.partial"
    step "Filling a shop with a year of sales (some minutes)" \
        "See the log; the next start begins it again." fill_shop "$name.partial" "$@"
    rename_database "$name.partial" "$name"
}

# What the database of the shop was made from: it is upgraded when that changes.
module_fingerprint() {
    (cd "$CHECKOUT" && find . -path ./.git -prune -o -type f \( -name '*.py' -o -name '*.xml' \
        -o -name '*.csv' -o -name '*.sql' -o -name '*.po' \) -print0 | sort -z | xargs -0 cat) | cksum
}

ensure_shop() {
    local fingerprint stamp=$STATE/shop.fingerprint
    fingerprint=$(module_fingerprint)
    if ! database_exists shop; then
        ensure_base_database
        create_shop shop "$COMPANIONS,$MODULE"
    elif [ "$fingerprint" != "$(cat "$stamp" 2>/dev/null)" ]; then
        step "Upgrading the shop to this version of the module" \
            "See the log. If the shop may be thrown away, make clean removes it." \
            odoo shop --init="$COMPANIONS" --update="$MODULE" --stop-after-init --no-http
    fi
    echo "$fingerprint" >"$stamp"
}

# serve DATABASE PORT LOG: Odoo for one database, until it answers. Sets SERVER_PID.
serve() {
    start_job "$3" odoo "$1" --http-port="$2" --db-filter="^$1\$"
    SERVER_PID=$JOB_PID
    until (: <"/dev/tcp/127.0.0.1/$2") 2>/dev/null; do
        kill -0 "$SERVER_PID" 2>/dev/null || die "Odoo did not start." "The reason is at the end of $3."
        sleep 0.2
    done
}

stop_server() {
    stop_job "$SERVER_PID"
    SERVER_PID=
}

free_port() { "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
