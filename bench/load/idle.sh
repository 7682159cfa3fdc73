#!/usr/bin/env bash
# Asks of a built Parley (./mvnw package) beside 10,000 idle connections, 300 requests that come a byte a second and 100 clients that read
# their answers so; prints a Markdown table. Usage: bench/load/idle.sh [--quick]
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

idle=10000 trickles=300 readers=100 seconds=10 runs=3
if [[ ${1-} == --quick ]]; then idle=2000 trickles=60 readers=20 seconds=4 runs=1; fi

scratch=$(mktemp -d)
holder=''
release() {
    if [[ -n $holder ]]; then
        kill "$holder" 2> /dev/null || true
        wait "$holder" 2> /dev/null || true
        holder=''
    fi
}
trap 'release; stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

java=$(jdk_home)/bin/java
"$(jdk_home)/bin/javac" -d "$scratch/driver" bench/load/*.java
drive() {
    timeout 300 "$java" -Xmx512m -cp "$scratch/driver" LoadDriver --url "$parley_url" --study held "$@"
}
ask() { drive --open 40 --json --runs "$runs" --seconds "$seconds" 2> /dev/null; }
memory() { awk '/^VmRSS:/ { printf "%.0f", $2 / 1000 }' /proc/"$parley_pid"/status; }
files() { find /proc/"$parley_pid"/fd -mindepth 1 | wc -l; }
row() {
    python3 -c 'import json, sys; r = json.loads(sys.argv[2]); print("|", sys.argv[1], "|", r["count"], "|", r["p50"], "/", r["p99"], "/", r["max"], "ms |", sys.argv[3], "MB |", sys.argv[4], "|")' \
        "$1" "$2" "$(memory)" "$(files)"
}

start_parley "$scratch/data" "$scratch/parley.log" --parley.postgres.durable=true --parley.model-search.variables=false \
    --parley.model-search.ollama=false
drive --fill 1000 > /dev/null

echo "| | asks | p50 / p99 / max | memory | open files |"
echo "| --- | --- | --- | --- | --- |"
ask > /dev/null
row "alone" "$(ask)"
python3 bench/load/hold.py "$parley_url" held "$idle" "$trickles" "$readers" "$scratch/ready" > "$scratch/held.log" 2>&1 &
holder=$!
for ((until = SECONDS + 120; SECONDS < until; )); do
    if [[ -s $scratch/ready ]] || ! kill -0 "$holder" 2> /dev/null; then break; fi
    sleep 0.2
done
if ! [[ -s $scratch/ready ]]; then cat "$scratch/held.log" >&2; exit 1; fi
row "beside $idle idle, $trickles trickling, $readers reading slowly" "$(ask)"
curl --silent --fail --max-time 2 --output /dev/null "$parley_url/actuator/health"
release
cat "$scratch/held.log"
row "alone again" "$(ask)"
if grep -E ' (ERROR|WARN) ' "$scratch/parley.log" | grep -v ConnectionLimit; then
    echo "the service complained" >&2
    exit 1
fi
