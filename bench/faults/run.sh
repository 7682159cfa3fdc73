#!/usr/bin/env bash
# Drives a load on two replicas through kills, pauses, cut connections, full pools and turns of the clock; then compares a
# ledger of what clients were told with what is stored. Prints how long it took to answer again, and fails on any violation.
# Services start as the image starts them: extracted layers, the AOT cache of docker/train.sh, the flags of the Dockerfile.
# Usage: bench/faults/run.sh [--quick]     needs a built jar (./mvnw package) and PostgreSQL's programs; half an hour, or three minutes
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
    if [[ -n ${FAULTS_LOGS-} ]]; then mkdir -p "$FAULTS_LOGS" && cp "$scratch"/*.log "$scratch"/postgres/postgres.log "$FAULTS_LOGS"; fi
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' INT TERM

jdk=$(jdk_home)
# The image's folder /app: its layers over each other, and the cache that its build trains.
"$jdk/bin/java" -Djarmode=tools -jar target/parley.jar extract --layers --destination "$scratch/layers" > /dev/null
mkdir "$scratch/app"
for layer in dependencies spring-boot-loader snapshot-dependencies application; do
    cp -r "$scratch/layers/$layer/." "$scratch/app/"
done
rm -rf "$scratch/layers"
env -C "$scratch/app" PATH="$jdk/bin:$PATH" sh "$PWD/docker/train.sh" > "$scratch/train.log" 2>&1
flags=$(sed -n 's/^ENTRYPOINT \[\(.*\)\]$/\1/p' Dockerfile | tr -d '",' | sed "s|^java|$jdk/bin/java|; s|/app/|$scratch/app/|")

make_database "$scratch/postgres"
"$jdk/bin/javac" -d "$scratch/driver" bench/load/Result.java bench/cluster/*.java bench/faults/*.java
"$jdk/bin/java" -Xmx512m -cp "$scratch/driver:$(echo "$scratch"/app/lib/postgresql-*.jar)" -Dscratch="$scratch" \
    -Dfolder="$scratch/app" -Dpostgres="$(as_postgres) $(postgres_programs)/postgres" -Dservice="$flags" FaultsBench "$@" &
bench_pid=$!
status=0
wait "$bench_pid" || status=$?
bench_pid=
if ((status != 0)); then tail -n 5 "$scratch"/*.log "$scratch"/postgres/postgres.log >&2; fi
exit "$status"
