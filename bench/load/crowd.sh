#!/usr/bin/env bash
# What crowds cost: how much longer an ask takes while 10,000 trials of 1,000 workers run and send heartbeats every ten seconds, and
# every five, and while 2,000 trials report every four; and how much longer it takes in a study with 1,000,000 measurements than in one without.
# Prints Markdown tables. Usage: bench/load/crowd.sh [--quick]     needs a built jar (./mvnw package) and psql
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

trials=10000 workers=1000 every=10 reporting=2000 reporting_every=4 rounds=12 seconds=4 rate=40 complete=10000 steps=100
if [[ ${1-} == --quick ]]; then
    trials=200 workers=20 every=2 reporting=50 reporting_every=1 rounds=2 seconds=1 rate=20 complete=100 steps=10
fi

scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

java=$(jdk_home)/bin/java
"$(jdk_home)/bin/javac" -d "$scratch/driver" bench/load/*.java
drive() { timeout 900 "$java" -Xmx512m -XX:TieredStopAtLevel=4 -cp "$scratch/driver" "$@"; }
sql() {
    PGHOST=127.0.0.1 PGUSER=parley PGDATABASE=parley PGPORT=$(sed -n 4p "$scratch/data/postgres/postmaster.pid") \
        PGPASSWORD=$(< "$scratch/data/password") psql -qAt "$@"
}
study() { # study NAME PRUNER: one with finished trials
    curl -sSf -o /dev/null -X PUT -H 'Content-Type: application/json' "$parley_url/api/v1/studies/$1" -d '{
        "space": '"$space"', "objectives": [{"name": "loss", "direction": "minimize"}],
        "strategy": {"type": "tpe", "seed": 1}'"$2"'}'
    drive LoadDriver --url "$parley_url" --fill "$complete" --study "$1" >&2
}
space=$(sed -n '/SPACE = """/,/]""";/p' bench/load/LoadStudy.java | sed '1d; s/""";//')
row() { # row WHAT JSON: the line of a table for each percentile
    python3 - "$1" "$2" << 'PYTHON'
import json, sys
what, result = sys.argv[1], json.loads(sys.argv[2])
asks = result.get("asks", result)
for name in ("p50", "p99"):
    a = asks[name]
    print(f"| {what}, {name} of {asks['count']} | {a['here']} ms | {a['there']} ms | {a['difference']} ms"
          f" ({a['low']} to {a['high']}) |", end="")
    beats = result.get("beats")
    print(f" {beats['rate']:.0f} {beats['what']}s/s: p50 {beats['p50']:.1f}, p99 {beats['p99']:.1f} ms; {result['refused']} refused |" if beats else " |")
PYTHON
}

start_parley "$scratch/data" "$scratch/parley.log" --parley.postgres.durable=true
study crowd ''
study hurried ''
study reporting ', "pruner": {"type": "median"}'
study measured ', "pruner": {"type": "median"}'
study unmeasured ''
sql -c "INSERT INTO measurement (study_id, number, attempt, step, values, recorded_at)
    SELECT study_id, number, 1, steps.step, jsonb_build_object('loss', random()), now()
    FROM trial JOIN study USING (study_id), generate_series(1, $steps) AS steps (step) WHERE name IN ('measured', 'reporting')"
sql -c "VACUUM ANALYZE trial, measurement"

beat() { # beat STUDY SECONDS: asks beside heartbeats so often
    drive CrowdDriver --url "$parley_url" --study "$1" --trials "$trials" --workers "$workers" --every "$2" --kind heartbeat \
        --rounds "$rounds" --seconds "$seconds" --rate "$rate"
}
lost() { sql -c "SELECT count(*) FROM trial JOIN study USING (study_id) WHERE name = '$1' AND state IN ('queued', 'lost')"; }
heartbeats=$(beat crowd "$every")
lost=$(lost crowd)
hurried=$(beat hurried $((every / 2)))
lost=$((lost + $(lost hurried)))
reports=$(drive CrowdDriver --url "$parley_url" --study reporting --trials "$reporting" --workers "$reporting" \
    --every "$reporting_every" --kind report --rounds "$rounds" --seconds "$seconds" --rate "$rate")
measurements=$(sql -c "SELECT count(*) FROM measurement JOIN study USING (study_id) WHERE name = 'measured'")
stored=$(drive LoadDriver --url "$parley_url" --open "$rate" --study measured --beside unmeasured --rounds "$rounds" \
    --seconds "$seconds")

echo "$(nproc) cores, $(date -u +%F); asks at $rate/s, $rounds rounds of $seconds s with and without, in turn; in brackets the 95 %" \
    "interval over rounds. $lost of the $((2 * trials)) trials with heartbeats lost their lease."
echo
echo '| asks beside | with | without | difference | of the crowd |'
echo '| --- | --- | --- | --- | --- |'
row "$trials running trials, heartbeats every $every s" "$heartbeats"
row "$trials running trials, heartbeats every $((every / 2)) s" "$hurried"
row "$reporting running trials, reports every $reporting_every s, median pruner, $((complete * steps)) measurements" "$reports"
row "$measurements measurements in the study, to a study without" "$stored"
((lost == 0))
