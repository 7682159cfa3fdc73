#!/usr/bin/env bash
# How much longer an ask takes where the study's model takes 30 s to answer than where there is no model: two services, asked
# in turn, a second at a time, so that what else the machine does meets both. Prints a Markdown table with the bar; a bar that
# the interval holds is undecided. Usage: bench/load/slow_model.sh [--quick]     needs a built jar (./mvnw package)
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

trials=1000 rounds=150 warm=40 seconds=1 rate=40 thinks=30
if [[ ${1-} == --quick ]]; then trials=50 rounds=2 warm=1 seconds=1 rate=20 thinks=1; fi

scratch=$(mktemp -d)
model_pid='' other_pid=''
stop_all() {
    stop_parley
    parley_pid=$other_pid
    stop_parley
    if [[ -n $model_pid ]]; then kill "$model_pid" 2> /dev/null || true; fi
    rm -rf "$scratch"
}
trap stop_all EXIT
trap 'exit 1' INT TERM

java=$(jdk_home)/bin/java
"$(jdk_home)/bin/javac" -d "$scratch/driver" bench/load/*.java
drive() { timeout 900 "$java" -Xmx512m -XX:TieredStopAtLevel=4 -cp "$scratch/driver" LoadDriver "$@"; }
# metric NAME TAG: a counter of the service with the model.
metric() {
    curl -sSf "$with/actuator/prometheus" | awk -v name="$1" -v tag="$2" \
        'index($0, name "{") == 1 && index($0, tag) { sum += $NF } END { print sum + 0 }'
}

python3 bench/load/slow_model.py "$thinks" "$scratch/port" &
model_pid=$!
until [[ -s $scratch/port ]]; do sleep 0.1; done

without_model=(--parley.postgres.durable=true --parley.model-search.variables=false --parley.model-search.ollama=false)
start_parley "$scratch/without" "$scratch/without.log" "${without_model[@]}"
other_pid=$parley_pid without=$parley_url
start_parley "$scratch/with" "$scratch/with.log" --parley.postgres.durable=true --parley.models.slow.provider=openai \
    --parley.models.slow.model=slow --parley.models.slow.base-url="http://127.0.0.1:$(< "$scratch/port")/v1"
with=$parley_url
for url in "$with" "$without"; do drive --url "$url" --fill "$trials" --study asked --strategy llm-tpe >&2; done

ask() { drive --url "$with" --against "$without" --open "$rate" --study asked --seconds "$seconds" --rounds "$1"; }
ask "$warm" > "$scratch/warm.json" # until most of it is compiled; not counted
result=$(ask "$rounds")
calls=$(metric parley_model_calls_total 'outcome="answered"')
used=$(metric parley_proposals_total 'fate="used"')

echo "Asks at $rate/s of studies from $trials trials on, $rounds rounds of $seconds s at each service, in turn; the model takes" \
    "$thinks s, answered $calls times, and $used trials are its proposals. In brackets the 95 % interval over rounds."
echo
python3 - "$result" << 'PYTHON' || missed=1
import json, sys
BAR = 2
result = json.loads(sys.argv[1])
print("| ask | with the model | without | difference | bar | |")
print("| --- | --- | --- | --- | --- | --- |")
for name in ("p50", "p90", "p99"):
    row = result[name]
    row["verdict"] = "met" if row["high"] < BAR else "missed" if row["low"] >= BAR else "undecided"
    print(f"| {name} of {result['count']} | {row['here']} ms | {row['there']} ms |"
          f" {row['difference']} ms ({row['low']} to {row['high']}) | < {BAR} ms | {row['verdict']} |")
sys.exit(any(result[name]["verdict"] == "missed" for name in ("p50", "p90", "p99")))
PYTHON
if ((calls == 0)); then
    echo "the model never answered" >&2
    exit 1
fi
if [[ ${1-} != --quick ]]; then exit "${missed-0}"; fi
