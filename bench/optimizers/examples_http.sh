#!/usr/bin/env bash
# Runs a built Parley (./mvnw package) beside a scripted model that reads the earlier studies in its prompt; prints what that is worth.
# Usage: bench/optimizers/examples_http.sh PYTHON [OPTION OF examples_http.py…]
set -euo pipefail
SCRIPT=examples_http.py exec "$(dirname "$0")/mixing_http.sh" "$@"
