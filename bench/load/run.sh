#!/usr/bin/env bash
# Measures a built Parley (./mvnw package) with its embedded, durable database; prints a Markdown table with the bars.
# Usage: bench/load/run.sh [--quick]        --quick runs the same with a few rows and seconds, to see that it works.
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

ask_small=1000 ask_large=100000 rows=100000 seconds=8 runs=5 rate=40 clients=32 stored=1000 each=1000 active=100
if [[ ${1-} == --quick ]]; then
    ask_small=50 ask_large=200 rows=1000 seconds=1 runs=1 rate=20 clients=4 stored=5 each=20 active=3
fi

scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

java=$(jdk_home)/bin/java
"$(jdk_home)/bin/javac" -d "$scratch/driver" bench/load/*.java
# drive OPTIONS…: one measurement, ten minutes at most; its result is a line of JSON.
drive() {
    timeout 600 "$java" -Xmx512m -XX:TieredStopAtLevel=4 -cp "$scratch/driver" LoadDriver --url "$parley_url" --json \
        --runs "$runs" --seconds "$seconds" "$@"
}
# How many transactions of pair.sql pgbench makes a second in the database that the service uses, with as many connections
# as there are clients, each with a study of its own.
pgbench_rate() {
    local first
    export PGHOST=127.0.0.1 PGUSER=parley PGDATABASE=parley PGPORT PGPASSWORD
    PGPORT=$(sed -n 4p "$scratch/data/postgres/postmaster.pid")
    PGPASSWORD=$(cat "$scratch/data/password")
    first=$(psql -qAt -v clients="$clients" -f bench/load/pair-studies.sql)
    pgbench -n -M prepared -c "$clients" -j 1 -T "$seconds" -D first="$first" -f bench/load/pair.sql |
        sed -n 's/^tps = \([0-9.]*\).*/\1/p'
}
# resident: what the service and its database have in memory, in MB; memory that processes share counts once.
resident() {
    local pid
    for pid in $(descendants "$parley_pid"); do cat "/proc/$pid/smaps_rollup" 2> /dev/null || true; done |
        awk '/^Pss:/ { sum += $2 } END { printf "%.0f", sum / 1000 }'
}
# descendants PID: the process and all it started.
descendants() {
    local child
    echo "$1"
    for child in $(cat /proc/"$1"/task/*/children 2> /dev/null); do descendants "$child"; done
}
# value NAME JSON
value() { python3 -c 'import json, sys; print(json.loads(sys.argv[2])[sys.argv[1]])' "$1" "$2"; }
# ratio JSON RATE
ratio() { awk "BEGIN { printf \"%.2f\", $(value rate "$1") / $2 }"; }
missed=0
# row WHAT VALUE UNIT OPERATOR BAR JSON
row() {
    local verdict=met
    awk "BEGIN { exit !($2 $4 $5) }" || { verdict=missed; missed=$((missed + 1)); }
    printf '| %s | %s %s | %s %s %s | %s | %s / %s / %s | %.0f %% |\n' "$1" "$2" "$3" "$4" "$5" "$3" "$verdict" \
        "$(value p90 "$6")" "$(value p99 "$6")" "$(value max "$6")" "$(awk "BEGIN { print 100 * $(value cpu "$6") }")"
}

start_parley "$scratch/data" "$scratch/parley.log" --parley.postgres.durable=true
drive --fill "$ask_small" --study small >&2
drive --fill "$ask_large" --study large >&2
small=$(drive --open "$rate" --study small)
large=$(drive --open "$rate" --study large)
# The Gaussian process answers up to 300 trials; a warm-up and five runs take it from 150 to 270.
drive --fill 150 --study modelled --strategy gp >&2
modelled=$(drive --open 10 --study modelled --strategy gp --seconds 2)
pairs=$(drive --closed "$clients" --studies "$clients")
pgbench=$(pgbench_rate)
shared=$(drive --closed "$clients" --studies 1)
import=$(drive --import "$rows")
# The first ask after a restart reads the whole history; the service has just answered its first health check.
stop_parley
start_parley "$scratch/data" "$scratch/parley.log" --parley.postgres.durable=true
again=$(drive --first-ask --study large)
# Once more, while another study is asked: reading a long history must not hold it up.
stop_parley
start_parley "$scratch/data" "$scratch/parley.log" --parley.postgres.durable=true
drive --open 20 --study small --runs 1 > "$scratch/beside.json" &
beside=$!
sleep $((seconds + (seconds + 1) / 2))
drive --first-ask --study large > /dev/null
wait "$beside"
beside=$(cat "$scratch/beside.json")
# What many stored trials cost in memory, after those of some studies have been asked for again.
drive --fill "$each" --study stored --studies "$stored" >&2
many=$(drive --closed "$active" --studies "$active" --study stored --runs 1)
memory=$(resident)

echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(date -u +%F); open loop at $rate asks/s"
echo
echo '| what | median of runs | bar | | p90 / p99 / max, ms | driver'"'"'s CPU |'
echo '| --- | --- | --- | --- | --- | --- |'
row "ask, p50, $ask_small trials" "$(value p50 "$small")" ms '<' 4 "$small"
row "ask, p99, $ask_small trials" "$(value p99 "$small")" ms '<' 20 "$small"
row "ask, p50, $ask_large trials" "$(value p50 "$large")" ms '<' 5 "$large"
row "ask, p99, $ask_large trials" "$(value p99 "$large")" ms '<' 20 "$large"
row "ask of the Gaussian process, p50, 150 to 270 trials" "$(value p50 "$modelled")" ms '<' 20 "$modelled"
row "ask of the Gaussian process, p99" "$(value p99 "$modelled")" ms '<' 20 "$modelled"
row "ask and tell, $clients clients on $clients studies" "$(value rate "$pairs")" pairs/s '>' 1000 "$pairs"
row "the same to $pgbench transactions/s of pgbench" "$(ratio "$pairs" "$pgbench")" "" '>' 0.4 "$pairs"
row "ask and tell, $clients clients on one study" "$(value rate "$shared")" pairs/s '>' 300 "$shared"
row "import, $rows rows" "$(value rate "$import")" rows/s '>' 10000 "$import"
row "first ask after a restart, $ask_large trials" "$(value p50 "$again")" ms '<' 2000 "$again"
row "ask, longest, $ask_small trials, beside another study's first ask" "$(value max "$beside")" ms '<' 500 "$beside"
row "memory, service and database, $stored studies of $each trials, $active active" "$memory" MB '<' 1000 "$many"
if [[ ${1-} == --quick ]]; then exit; fi
stop_parley
echo
bench/load/slow_model.sh || missed=$((missed + 1))
exit $((missed > 0))
