#!/usr/bin/env bash
# Makes a virtual environment for the bench. With "peers", also installs every optimizer it is compared with, which takes
# some gigabytes.
# Usage: bench/optimizers/install.sh FOLDER [peers]
set -euo pipefail
here=$(dirname "$0")
python3 -m venv "$1"
"$1/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
if [[ ${2-} == peers ]]; then
    "$1/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" -r "$here/requirements-peers.txt"
    # It pins versions that no longer build; bench/README.md.
    "$1/bin/pip" install --quiet --disable-pip-version-check --no-deps HEBO==0.3.6
fi
