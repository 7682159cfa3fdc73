#!/usr/bin/env bash
# Tries the pair of commands that docs/operations.md gives for backups, as they stand there: a dump while clients work, then a
# restore into the same database beside a running service, again with services stopped, and into an empty database. Each time
# what was acknowledged before the dump has to be there, and what was handed out after it has to be refused.
# Usage: bench/faults/backup.sh [--quick]     needs a built jar (./mvnw package) and PostgreSQL's programs
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh
source bench/cluster.sh

told=5000 threads=16
if [[ ${1-} == --quick ]]; then told=100 threads=4; fi

scratch=$(mktemp -d)
postgres_pid= crowd_pid=
finish() {
    local pid
    stop_parley
    for pid in $crowd_pid $postgres_pid; do
        kill "$pid" 2> /dev/null || true
        wait "$pid" 2> /dev/null || true
    done
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' INT TERM

PATH=$(postgres_programs):$PATH
make_database "$scratch/postgres"
port=$(free_port)
$(as_postgres) "$(postgres_programs)/postgres" -D "$scratch/postgres/data" -p "$port" > "$scratch/postgres.log" 2>&1 &
postgres_pid=$!
PGPASSWORD=$(cat "$scratch/postgres/password")
export PGPASSWORD
admin() { psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 "postgresql://postgres@127.0.0.1:$port/postgres" --command="$1"; }
for ((i = 0; i < 100; i++)); do
    if admin 'select' > /dev/null 2>&1; then break; fi
    sleep 0.2
done
admin "create role parley login password '$PGPASSWORD'"
admin 'create database parley owner parley'
admin 'create database fresh owner parley'

# documented COMMAND DATABASE: runs the one line of docs/operations.md that begins with the command, on this database.
documented() {
    local line
    line=$(grep "^$1 " docs/operations.md)
    [[ $(wc -l <<< "$line") == 1 ]] || { echo "docs/operations.md has not one line of $1" >&2; return 1; }
    echo "\$ $line"
    env -C "$scratch" bash -c "${line//db.example\/parley/127.0.0.1:$port/$2}"
}
# serve DATABASE
serve() {
    start_parley "$scratch/unused" "$scratch/parley.log" --server.address=127.0.0.1 \
        --spring.datasource.url="jdbc:postgresql://127.0.0.1:$port/$1" --spring.datasource.username=parley --spring.datasource.password="$PGPASSWORD"
}
# crowd TASK [OPTION…]: replaces this shell by the clients, so that they get its signals.
crowd() { exec python3 bench/faults/crowd.py "$1" --urls "$parley_url" --study backup --ledger "$scratch/ledger" "${@:2}"; }

# await_told COUNT: waits until so many results have been acknowledged.
await_told() {
    until (($(grep -c '"told"' "$scratch/ledger") >= $1)); do
        kill -0 "$crowd_pid" || { cat "$scratch/crowd.log" >&2; return 1; }
        sleep 0.1
    done
}

serve parley
: > "$scratch/ledger"
crowd work --threads "$threads" > "$scratch/crowd.log" &
crowd_pid=$!
await_told "$told"
before=$(date +%s.%N)
documented pg_dump parley
await_told $((2 * told))
kill -TERM "$crowd_pid"
wait "$crowd_pid" || { cat "$scratch/crowd.log"; exit 1; }
crowd_pid=
cat "$scratch/crowd.log"

echo "== into the same database, beside the running service"
documented pg_restore parley
(crowd restored --before "$before")
echo "== into the same database, services stopped"
stop_parley
documented pg_restore parley
serve parley
(crowd restored --before "$before")
stop_parley
echo "== into an empty database"
documented pg_restore fresh
serve fresh
(crowd restored --before "$before")
