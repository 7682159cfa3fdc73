#!/usr/bin/env bash
# Makes clients of the API from docs/openapi.json, builds them, and has each run the study of its example against a service of
# its own. The examples are the same in each language, so their studies have to be, to the last digit.
# Usage: clients/check.sh [python|typescript|java|go]…     all four where none is named. Expects target/parley.jar.
# Ends with 0 where all passed, 77 where some could not be run for want of tools and the others passed, and 1 otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
source bench/service.sh

languages=("$@")
((${#languages[@]})) || languages=(python typescript java go)
PATH=$PATH:/usr/local/go/bin
JAVA_HOME=$(jdk_home)
export JAVA_HOME
scratch=$(mktemp -d)
trap 'stop_parley; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

bounded() {
    timeout 180 "$@"
}

# example COMMAND…: runs an example's study, named after its language, in no more than a minute. It ends by asking for a study
# that is not there.
example() {
    timeout 60 "$@" --url "$parley_url" --study "$language" --trials 40 | tee "$scratch/said"
    grep --quiet problems/study-not-found "$scratch/said"
}

# What a language wants of the machine: says it, and fails, where that is missing.
python_lacks() {
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "Python 3.10 or later"; return 1; }
    python3 -m venv --without-pip "$scratch/try" || { echo "Python's module venv"; return 1; }
}

typescript_lacks() {
    node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && npm --version || { echo "Node.js 20 or later, and npm"; return 1; }
}

java_lacks() {
    :
}

go_lacks() {
    [[ $(go env GOVERSION) =~ ^go1\.([0-9]+) ]] && ((BASH_REMATCH[1] >= 21)) || { echo "Go 1.21 or later"; return 1; }
}

python_runs() {
    python3 -m venv "$scratch/venv"
    bounded "$scratch/venv/bin/pip" install --quiet --disable-pip-version-check ./clients/python
    example "$scratch/venv/bin/python" examples/python/tune_generated.py
}

typescript_runs() {
    (cd target/clients/typescript && bounded npm install --ignore-scripts --no-audit --no-fund && bounded npm run build)
    cd examples/typescript
    bounded npm install --ignore-scripts --no-audit --no-fund --no-package-lock
    bounded npm run build
    example node build/tune.js
}

java_runs() {
    bounded ./mvnw -B -q -f target/clients/java/pom.xml package -DskipTests -Dmaven.javadoc.skip -Dmaven.source.skip
    example "$JAVA_HOME/bin/java" -cp "target/clients/java/target/*:target/clients/java/target/lib/*" examples/java/Tune.java
}

go_runs() {
    (cd target/clients/go && bounded go vet ./...)
    cd examples/go
    bounded go vet ./...
    bounded go build -o "$scratch/tune" .
    example "$scratch/tune"
}

goals=()
for language in "${languages[@]}"; do
    declare -F "${language}_runs" > /dev/null || { echo "no client in $language; there are: python typescript java go" >&2; exit 1; }
    # The one in Python is part of the package, which looks for itself whether it is as it should be.
    if [[ $language != python ]]; then
        rm -rf "target/clients/$language"
        goals+=("openapi-generator:generate@$language")
    fi
done
start_parley "$scratch/data" "$scratch/parley.log"
if ((${#goals[@]})); then
    bounded ./mvnw -B -q -Pclients "${goals[@]}" > "$scratch/generate.log" 2>&1 || { tail -n 40 "$scratch/generate.log"; exit 1; }
fi

passed=() failed=() not_run=()
for language in "${languages[@]}"; do
    start=$SECONDS
    if ! "${language}_lacks" > "$scratch/lacks" 2> /dev/null; then
        not_run+=("$language")
        echo "NOT RUN: $language needs $(tail -n 1 "$scratch/lacks")"
        continue
    fi
    # In the background, since set -e means nothing in what "if" asks.
    "${language}_runs" > "$scratch/$language.log" 2>&1 &
    if wait $! && tail -n 3 "$scratch/$language.log" && python3 clients/same_study.py "$parley_url" "$language" "${passed[@]}"; then
        passed+=("$language")
        echo "passed: $language ($((SECONDS - start)) s)"
    else
        failed+=("$language")
        echo "FAILED: $language ($((SECONDS - start)) s)"
        tail -n 40 "$scratch/$language.log"
    fi
done

echo "${#passed[@]} passed, ${#failed[@]} failed, ${#not_run[@]} not run"
((${#failed[@]} == 0 && ${#passed[@]} > 0)) || exit 1
((${#not_run[@]} == 0)) || exit 77
