#!/usr/bin/env bash
# Sends a built Parley (./mvnw package) whatever its own OpenAPI document allows and what it forbids, by Schemathesis, and checks that
# every answer fits the document and none is a 5xx. Then the service must be healthy, its log without a complaint, and a study must
# run as ever. Usage: bench/fuzz/run.sh [--quick] [--seed N]     some thousand cases, or tens of thousands without --quick
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

examples=400 minutes=40 seed=$((RANDOM))
while (($#)); do
    case $1 in
        --quick) examples=15 minutes=4 ;;
        --seed) seed=$2; shift ;;
        *) echo "unknown: $1" >&2; exit 2 ;;
    esac
    shift
done

scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check -r bench/fuzz/requirements.txt
start_parley "$scratch/data" "$scratch/parley.log" --parley.model-search.variables=false --parley.model-search.ollama=false
python3 bench/fuzz/prepare.py "$parley_url" "$scratch/leases.txt"
cp bench/fuzz/schemathesis.toml bench/fuzz/checks.py "$scratch"
# The document takes a slow machine longer to write, the first time, than Schemathesis waits.
curl --silent --fail --max-time 60 --output /dev/null "$parley_url/v3/api-docs"

failed=0
(cd "$scratch" && timeout "${minutes}m" venv/bin/schemathesis --no-color --config-file schemathesis.toml run "$parley_url/v3/api-docs" \
    --max-examples "$examples" --seed "$seed") > "$scratch/schemathesis.log" 2>&1 || failed=1
if ((failed)); then cat "$scratch/schemathesis.log"; else sed -n '/SUMMARY/,$p' "$scratch/schemathesis.log"; fi
if ! grep -q 'Test cases:' "$scratch/schemathesis.log"; then echo "Schemathesis did not end"; failed=1; fi

curl --silent --fail --max-time 5 --output /dev/null "$parley_url/actuator/health" || { echo "the service is not healthy"; failed=1; }
python3 bench/fuzz/prepare.py "$parley_url" --study || { echo "an ordinary study does not run"; failed=1; }
if grep -nE -A5 ' (ERROR|WARN) ' "$scratch/parley.log"; then echo "the log complains"; failed=1; fi
exit "$failed"
