#!/usr/bin/env bash
# Whether three replicas on one durable PostgreSQL behave as one under 200 clients; prints Markdown tables, and fails on any
# violation. Usage: bench/replicas/run.sh [--quick]     needs a built jar (./mvnw package) and PostgreSQL's programs
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh
source bench/cluster.sh

scratch=$(mktemp -d)
bench_pid=
finish() {
    if [[ -n $bench_pid ]]; then
        kill "$bench_pid" 2> /dev/null || true
        wait "$bench_pid" 2> /dev/null || true
    fi
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' INT TERM

make_database "$scratch/postgres"
unzip -q -j target/parley.jar 'BOOT-INF/lib/postgresql-*.jar' -d "$scratch/driver"
"$(jdk_home)/bin/javac" -d "$scratch/driver" bench/load/Result.java bench/cluster/*.java bench/replicas/*.java
java=$(jdk_home)/bin/java
"$java" -Xmx512m -cp "$scratch/driver:$scratch/driver/*" -Dscratch="$scratch" -Dfolder="$PWD" \
    -Dpostgres="$(as_postgres) $(postgres_programs)/postgres" -Dservice="$java -Xmx512m -jar target/parley.jar" \
    ReplicasBench "$@" &
bench_pid=$!
status=0
wait "$bench_pid" || status=$?
bench_pid=
if ((status != 0)); then tail -n 30 "$scratch"/*.log >&2; fi
exit "$status"
