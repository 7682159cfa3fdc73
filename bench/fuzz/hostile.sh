#!/usr/bin/env bash
# Runs the studies of hostile.py at a built Parley (./mvnw package), and an ordinary study before and beside them; prints what came of
# both. Usage: bench/fuzz/hostile.sh [--quick]
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

seconds=120 trials=40 runs=5
if [[ ${1-} == --quick ]]; then seconds=15 trials=5 runs=1; fi

scratch=$(mktemp -d)
hostile=''
trap 'if [[ -n $hostile ]]; then kill "$hostile" 2> /dev/null || true; fi; stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

java=$(jdk_home)/bin/java
"$(jdk_home)/bin/javac" -d "$scratch/driver" bench/load/*.java
# ask: an open loop at 20 asks a second of an ordinary study.
ask() {
    timeout 300 "$java" -Xmx256m -cp "$scratch/driver" LoadDriver --url "$parley_url" --study ordinary --open 20 --json --runs "$runs" \
        --seconds 10 2> /dev/null
}

start_parley "$scratch/data" "$scratch/parley.log" --parley.model-search.variables=false --parley.model-search.ollama=false
ask > /dev/null
alone=$(ask)
python3 bench/fuzz/hostile.py "$parley_url" "$seconds" "$trials" > "$scratch/hostile.log" &
hostile=$!
beside=$(ask)
failed=0
wait "$hostile" || failed=1
hostile=''
cat "$scratch/hostile.log"
python3 - "$alone" "$beside" "$(awk '/^VmRSS:/ { printf "%.0f", $2 / 1000 }' /proc/"$parley_pid"/status)" << 'PYTHON'
import json, sys
alone, beside = json.loads(sys.argv[1]), json.loads(sys.argv[2])
print("| asks of an ordinary study | alone | beside the hostile ones | ratio |\n| --- | --- | --- | --- |")
for name in ("p50", "p99", "max"):
    print(f"| {name} of {beside['count']} | {alone[name]} ms | {beside[name]} ms | {beside[name] / alone[name]:.1f} |")
print(f"\nThe service has {sys.argv[3]} MB in memory.")
PYTHON
curl --silent --fail --max-time 5 --output /dev/null "$parley_url/actuator/health" || { echo "the service is not healthy"; failed=1; }
if grep -nE -A5 ' (ERROR|WARN) ' "$scratch/parley.log"; then echo "the log complains"; failed=1; fi
exit "$failed"
