# Sourced after service.sh by benches that run several processes of the service on one PostgreSQL of their own: finds PostgreSQL's
# programs and makes a durable, empty database cluster that only this machine and its password reach.

# The folder of PostgreSQL's programs: that of initdb, or the newest one that Debian's packages installed.
postgres_programs() {
    local programs
    for programs in "$(dirname "$(command -v initdb || echo /none/initdb)")" $(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -rV); do
        if [[ -x $programs/initdb && -x $programs/postgres ]]; then
            echo "$programs"
            return
        fi
    done
    echo "no PostgreSQL found; install the package postgresql" >&2
    return 1
}

# as_postgres: what stands before a command of PostgreSQL, which does not run as root.
as_postgres() {
    local user=postgres
    if ((EUID != 0)); then return; fi
    id -u "$user" > /dev/null 2>&1 || user=nobody
    echo "setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
}

# make_database FOLDER: an empty cluster in FOLDER/data and its password in FOLDER/password.
make_database() {
    local folder=$1 before
    before=$(as_postgres)
    mkdir -p "$folder/data"
    head -c 18 /dev/urandom | base64 | tr '+/' '-_' > "$folder/password"
    if [[ -n $before ]]; then
        chmod 711 "$(dirname "$folder")" "$folder"
        chown -R "$($before id -u)" "$folder/data" "$folder/password"
    fi
    chmod 600 "$folder/password"
    $before "$(postgres_programs)/initdb" --pgdata="$folder/data" --username=postgres --pwfile="$folder/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C > "$folder/initdb.log"
    cat >> "$folder/data/postgresql.conf" << SETTINGS
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 128MB
max_wal_size = 512MB
log_line_prefix = '%m %e '
SETTINGS
}
