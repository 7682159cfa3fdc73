#!/usr/bin/env bash
# Everything a change of the package has to pass, in a virtual environment of its own ($CHECK_VENV, or one that is removed
# again): the package installs from its folder, the vendored client is what the API document gives, formatter, linter, types,
# and the tests against the packaged service. Expects target/parley.jar. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")"

./generate.sh --check

if [[ -z ${CHECK_VENV-} ]]; then
    CHECK_VENV=$(mktemp -d)
    trap 'rm -rf "$CHECK_VENV"' EXIT
fi
python3 -m venv "$CHECK_VENV"
bin=$CHECK_VENV/bin
"$bin/pip" install --quiet --disable-pip-version-check '.[optuna,pandas,progress,dev]'

"$bin/ruff" format --check --quiet src tests
"$bin/ruff" check --quiet src tests
"$bin/mypy"
# The installed package, not the folder: what is not packaged is missed.
"$bin/python" -m pytest -q "$@"
