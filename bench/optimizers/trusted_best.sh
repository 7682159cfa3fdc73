#!/usr/bin/env bash
# Compares recommended configurations with the luckiest ones on noisy tasks, by a built Parley (./mvnw package).
# Usage: bench/optimizers/trusted_best.sh PYTHON [OPTION OF trusted_best.py…]
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

python=$1
shift
scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
start_parley "$scratch/data" "$scratch/parley.log"
"$python" bench/optimizers/trusted_best.py --url "$parley_url" "$@"
