#!/usr/bin/env bash
# Measures a built Parley (./mvnw package) with its embedded, durable database; prints a Markdown table with the bars.
# Usage: bench/load/run.sh [--quick]        --quick runs the same with a few rows and seconds, to see that it works.
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

ask_small=1000 ask_large=10000 first=100000 rows=100000 seconds=8 runs=5 rate=40
if [[ ${1-} == --quick ]]; then ask_small=50 ask_large=200 first=500 rows=1000 seconds=1 runs=1 rate=20; fi

scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

java=$(jdk_home)/bin/java
"$(jdk_home)/bin/javac" -d "$scratch/driver" bench/load/LoadDriver.java
# drive OPTIONS…: one measurement, ten minutes at most; its result is a line of JSON.
drive() {
    timeout 600 "$java" -Xmx512m -XX:TieredStopAtLevel=4 -cp "$scratch/driver" LoadDriver --url "$parley_url" --json \
        --runs "$runs" --seconds "$seconds" "$@"
}
# value NAME JSON
value() { python3 -c 'import json, sys; print(json.loads(sys.argv[2])[sys.argv[1]])' "$1" "$2"; }
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
drive --fill "$first" --study huge >&2
small=$(drive --open "$rate" --study small)
large=$(drive --open "$rate" --study large)
pairs=$(drive --closed 16 --studies 16)
import=$(drive --import "$rows")
# The first ask after a restart reads the whole history; the service has just answered its first health check.
stop_parley
start_parley "$scratch/data" "$scratch/parley.log" --parley.postgres.durable=true
again=$(drive --first-ask --study huge)
# Once more, while another study is asked: reading a long history must not hold it up.
stop_parley
start_parley "$scratch/data" "$scratch/parley.log" --parley.postgres.durable=true
drive --open 20 --study small --runs 1 > "$scratch/beside.json" &
beside=$!
sleep $((seconds + (seconds + 1) / 2))
drive --first-ask --study huge > /dev/null
wait "$beside"
beside=$(cat "$scratch/beside.json")

echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(date -u +%F); open loop at $rate asks/s"
echo
echo '| what | median of runs | bar | | p90 / p99 / max, ms | driver'"'"'s CPU |'
echo '| --- | --- | --- | --- | --- | --- |'
row "ask, p50, $ask_small trials" "$(value p50 "$small")" ms '<' 8 "$small"
row "ask, p50, $ask_large trials" "$(value p50 "$large")" ms '<' 16 "$large"
row "ask and tell, 16 clients on 16 studies" "$(value rate "$pairs")" pairs/s '>' 400 "$pairs"
row "import, $rows rows" "$(value rate "$import")" rows/s '>' 10000 "$import"
row "first ask after a restart, $first trials" "$(value p50 "$again")" ms '<' 2000 "$again"
row "ask, longest, $ask_small trials, beside another study's first ask" "$(value max "$beside")" ms '<' 500 "$beside"
if [[ ${1-} != --quick ]]; then exit $((missed > 0)); fi
