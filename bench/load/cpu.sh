#!/usr/bin/env bash
# What an ask and a tell cost: milliseconds of CPU of the service and of its database for each pair, after a warm-up
# of 20,000 pairs or more. Unlike a rate, this says something on a machine with other work too.
# Usage: bench/load/cpu.sh [STUDIES=32 [SECONDS=15 [PROFILE]]]     32 clients, a built jar (./mvnw package).
# With PROFILE it also prints where the service's time went, by costs.py, and keeps the recording as PROFILE.jfr.
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

studies=${1-32} seconds=${2-15} profile=${3-}
scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

java=$(jdk_home)/bin/java
"$(jdk_home)/bin/javac" -d "$scratch/driver" bench/load/*.java
drive() {
    timeout 300 "$java" -Xmx512m -cp "$scratch/driver" LoadDriver --url "$parley_url" --closed 32 --studies "$studies" \
        --json --runs 1 --seconds "$1"
}
# cpu PID…: user and system time in clock ticks, with that of children that ended
cpu() {
    local pid
    for pid in "$@"; do cat "/proc/$pid/stat" 2> /dev/null || true; done |
        sed 's/.*) //' | awk '{ sum += $12 + $13 + $14 + $15 } END { print sum + 0 }'
}
# threads PATTERN: the same of the service's threads of such names
threads() {
    cat /proc/"$parley_pid"/task/*/stat 2> /dev/null | grep -E "\(($1)" |
        sed 's/.*) //' | awk '{ sum += $12 + $13 } END { print sum + 0 }'
}
compiler='C[12] Compiler' collector='G1|GC Thread|VM Thread'
database_cpu() {
    local postmaster
    postmaster=$(head -n 1 "$scratch/data/postgres/postmaster.pid")
    # shellcheck disable=SC2046
    cpu "$postmaster" $(cat /proc/"$postmaster"/task/*/children)
}
pairs() { psql -qAt -c 'SELECT sum(next_number) FROM study_progress'; }
flushes() { psql -qAt -c "SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'"; }
commits() { psql -qAt -c "SELECT xact_commit FROM pg_stat_database WHERE datname = 'parley'"; }

start_parley "$scratch/data" "$scratch/parley.log" --parley.postgres.durable=true
export PGHOST=127.0.0.1 PGUSER=parley PGDATABASE=parley PGPORT PGPASSWORD
PGPORT=$(sed -n 4p "$scratch/data/postgres/postmaster.pid")
PGPASSWORD=$(cat "$scratch/data/password")
drive 5 > /dev/null
until (($(pairs) >= 20000)); do drive 5 > /dev/null; done

if [[ -n $profile ]]; then
    "$(jdk_home)/bin/jcmd" "$parley_pid" JFR.start settings=profile name=load > /dev/null
fi
compiling=$(threads "$compiler") collecting=$(threads "$collector")
service=$(cpu "$parley_pid") database=$(database_cpu)
pairs=$(pairs) flushes=$(flushes) commits=$(commits)
result=$(drive $(((seconds + 1) / 2)) 2> /dev/null)
compiling=$(($(threads "$compiler") - compiling)) collecting=$(($(threads "$collector") - collecting))
service=$(($(cpu "$parley_pid") - service)) database=$(($(database_cpu) - database)) pairs=$(($(pairs) - pairs))
flushes=$(($(flushes) - flushes)) commits=$(($(commits) - commits))
if [[ -n $profile ]]; then
    "$(jdk_home)/bin/jcmd" "$parley_pid" JFR.dump name=load filename="$(realpath "$profile").jfr" > /dev/null
    "$(jdk_home)/bin/jfr" print --events jdk.ExecutionSample --stack-depth 64 "$profile.jfr" | python3 bench/load/costs.py
fi
python3 - "$result" "$service" "$compiling" "$collecting" "$database" "$pairs" "$commits" "$flushes" \
    "$(getconf CLK_TCK)" << 'PYTHON'
import json, sys
result = json.loads(sys.argv[1])
service, compiling, collecting, database, pairs, commits, flushes, ticks = map(int, sys.argv[2:])
ms = lambda cpu: f"{1000 * cpu / ticks / pairs:.2f} ms"
print(f"{pairs} pairs, CPU a pair: service {ms(service)} (compiler {ms(compiling)}, collector {ms(collecting)}),"
      f" database {ms(database)}; {commits / pairs:.2f} commits and {flushes / pairs:.2f} flushes a pair;"
      f" {result['rate']:.0f} pairs/s, p50 {result['p50']:.1f} ms, p99 {result['p99']:.1f} ms,"
      f" driver {100 * result['cpu']:.0f} %")
PYTHON
