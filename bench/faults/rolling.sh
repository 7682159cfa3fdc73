#!/usr/bin/env bash
# Restarts replicas of the service one after the other, by SIGTERM, while clients work through whichever is ready and send a
# request a second time where its connection fails or the answer is 503. No request may fail then, and nothing may be lost.
# Usage: bench/faults/rolling.sh [--quick]     needs a built jar (./mvnw package) and PostgreSQL's programs
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh
source bench/cluster.sh

replicas=3 rounds=3 threads=24
if [[ ${1-} == --quick ]]; then replicas=2 rounds=1 threads=6; fi

scratch=$(mktemp -d)
postgres_pid= crowd_pid=
pids=() urls=()
finish() {
    local pid
    for pid in $crowd_pid "${pids[@]}" $postgres_pid; do
        kill "$pid" 2> /dev/null || true
        wait "$pid" 2> /dev/null || true
    done
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' INT TERM

PATH=$(postgres_programs):$PATH
make_database "$scratch/postgres"
database=$(free_port)
$(as_postgres) "$(postgres_programs)/postgres" -D "$scratch/postgres/data" -p "$database" > "$scratch/postgres.log" 2>&1 &
postgres_pid=$!
until pg_isready --quiet --host=127.0.0.1 --port="$database"; do sleep 0.2; done

is_ready() { curl --silent --fail --max-time 2 --output /dev/null "$1/actuator/health/readiness"; }
# serve REPLICA: starts it at its address and waits until it is ready.
serve() {
    "$(jdk_home)/bin/java" ${PARLEY_JAVA_OPTIONS:--Xmx512m} -jar target/parley.jar --server.address=127.0.0.1 --server.port="${urls[$1]##*:}" \
        --spring.datasource.url="jdbc:postgresql://127.0.0.1:$database/postgres" --spring.datasource.username=postgres \
        --spring.datasource.password="$(cat "$scratch/postgres/password")" >> "$scratch/replica-$1.log" 2>&1 &
    pids[$1]=$!
    for ((until = SECONDS + 180; SECONDS < until; )); do
        if is_ready "${urls[$1]}"; then return; fi
        sleep 0.25
    done
    echo "replica $1 did not start:" >&2
    tail -n 30 "$scratch/replica-$1.log" >&2
    return 1
}
for ((i = 0; i < replicas; i++)); do
    urls[i]=http://127.0.0.1:$(free_port)
    serve "$i"
done
# crowd TASK [OPTION…]: replaces this shell by the clients, so that they get its signals.
crowd() {
    exec python3 bench/faults/crowd.py "$1" --urls "$(IFS=,; echo "${urls[*]}")" --study rolling --ledger "$scratch/ledger" "${@:2}"
}

crowd work --threads "$threads" > "$scratch/crowd.log" &
crowd_pid=$!
sleep 2
for ((round = 0; round < rounds; round++)); do
    for ((i = 0; i < replicas; i++)); do
        start=$(date +%s%N)
        kill -TERM "${pids[i]}"
        status=0
        wait "${pids[i]}" || status=$?
        echo "replica $i ended with status $status after $((($(date +%s%N) - start) / 1000000)) ms"
        ((status == 143)) || exit 1
        serve "$i"
    done
done
kill -TERM "$crowd_pid"
status=0
wait "$crowd_pid" || status=$?
crowd_pid=
cat "$scratch/crowd.log"
(crowd audit)
exit "$status"
