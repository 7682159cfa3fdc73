#!/usr/bin/env bash
# What becomes of a built Parley (./mvnw package) that is offered ten times the load it can serve; prints a Markdown table. Fails
# where a result is lost, health does not answer, or it is not back at its speed afterwards.
# Usage: bench/load/overload.sh [--quick] [ARGUMENT OF THE SERVICE…]
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

seconds=30 warm=30
if [[ ${1-} == --quick ]]; then seconds=8 warm=8; shift; fi

scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

java=$(jdk_home)/bin/java
"$(jdk_home)/bin/javac" -d "$scratch/driver" bench/load/*.java
start_parley "$scratch/data" "$scratch/parley.log" --parley.postgres.durable=true --parley.model-search.variables=false \
    --parley.model-search.ollama=false "$@"

echo "| ${*:-by default} | |"
echo "| --- | --- |"
timeout 300 "$java" -Xmx512m -XX:+UseSerialGC -cp "$scratch/driver" Overload --url "$parley_url" --pid "$parley_pid" \
    --seconds "$seconds" --warm "$warm"
if grep -E ' (ERROR|WARN) ' "$scratch/parley.log" | grep -v SpringDocAnnotationsUtils; then
    echo "the service complained" >&2
    exit 1
fi
