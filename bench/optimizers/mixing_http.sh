#!/usr/bin/env bash
# Runs a bench over HTTP, a built Parley (./mvnw package) against scripted models: a part of the gate's, or that of SCRIPT.
# Usage: bench/optimizers/mixing_http.sh PYTHON [OPTION OF mixing_http.py…]
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

python=$1
shift
scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
port=$(free_port)
model=parley.models.scripted
start_parley "$scratch/data" "$scratch/parley.log" --parley.fits.patience=30s --parley.proposals.interval=10ms \
    --$model.provider=openai --$model.model=scripted --$model.base-url="http://127.0.0.1:$port/v1" --$model.api-key=none
timeout 1h "$python" "bench/optimizers/${SCRIPT:-mixing_http.py}" --url "$parley_url" --port "$port" "$@"
