#!/usr/bin/env bash
# Runs a part of the comparison over HTTP as well, against a built Parley (./mvnw package), and fails unless it suggests
# the same configurations as in process.
# Usage: bench/optimizers/over_http.sh PYTHON [OPTION OF compare.py…]
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

python=$1
shift
scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
start_parley "$scratch/data" "$scratch/parley.log" --parley.fits.patience=30s
"$python" bench/optimizers/compare.py --cached --half both --seeds 3 --url "$parley_url" \
    --tasks branin-2,noisy-valley-6,training-6,ladder-7,disc-3,learner-12,kernels-8,svm-german \
    --optimizers optuna-tpe,random,parley:tpe,parley-http:tpe,parley:auto,parley-http:auto "$@"
