#!/usr/bin/env bash
# Simulates the rule that finds drifts (dev.parley.drift.DriftRule) and prints the tables of results.md:
#     bench/drift/run.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

classpath=$(./mvnw -B -q test-compile exec:exec -Dexec.executable=echo -Dexec.args=%classpath -Dexec.classpathScope=test)
"$(jdk_home)/bin/java" -cp "$classpath" dev.parley.drift.DriftSimulation "${1:-400}"
