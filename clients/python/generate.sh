#!/usr/bin/env bash
# generate.sh: writes src/parley/api anew, the client that docs/openapi.json gives.
# generate.sh --check: changes nothing, and fails where src/parley/api is not what docs/openapi.json gives.
set -euo pipefail
cd "$(dirname "$0")/../.."

vendored=clients/python/src/parley/api
generated=target/clients/python/parley/api
mkdir -p target
rm -rf target/clients/python
./mvnw -B -q -Pclients openapi-generator:generate@python > target/generate-python.log 2>&1 ||
    { cat target/generate-python.log >&2; exit 1; }
# Lines of the generator end in blanks here and there. Arguments are for the service to validate; besides, a thread that waits
# for an answer within pydantic's compiled code aborts the process that ends meanwhile.
find "$generated" -name '*.py' -exec sed -i -E -e 's/[ \t]+$//' -e '/^    @validate_call$/d' {} +

if [[ ${1-} == --check ]]; then
    if ! diff -r --exclude=__pycache__ "$generated" "$vendored" > target/generate-python.log; then
        head -n 40 target/generate-python.log >&2
        echo "$vendored is not what docs/openapi.json gives: run clients/python/generate.sh" >&2
        exit 1
    fi
else
    rm -rf "$vendored"
    cp -R "$generated" "$vendored"
fi
