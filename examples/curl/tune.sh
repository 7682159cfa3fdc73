#!/usr/bin/env bash
# Tunes a toy function with nothing but curl: registers a study, then asks, evaluates and tells until it is completed.
# Usage: tune.sh [--url http://127.0.0.1:8080] [--study NAME] [--trials N]        PARLEY_KEY holds a key, where one is needed.
set -euo pipefail

url=http://127.0.0.1:8080
study=curl-$(date +%s)-$$
trials=30
while (($#)); do
    case $1 in
        --url) url=${2%/} ;;
        --study) study=$2 ;;
        --trials) trials=$2 ;;
        *) echo "unknown option: $1" >&2; exit 2 ;;
    esac
    shift 2
done
at=$url/api/v1/studies/$study

# call METHOD URL [BODY [IDEMPOTENCY-KEY]]: the answer's body. Waits out refused connections and 429 or 503 answers.
call() {
    local options=(--silent --show-error --fail-with-body --max-time 60 --retry 10 --retry-connrefused --retry-max-time 60
        --request "$1" --header 'Content-Type: application/json')
    if [[ -n ${3-} ]]; then options+=(--data "$3"); fi
    if [[ -n ${4-} ]]; then options+=(--header "Idempotency-Key: $4"); fi
    if [[ -n ${PARLEY_KEY-} ]]; then options+=(--header "Authorization: Bearer $PARLEY_KEY"); fi
    curl "${options[@]}" "$2"
}

# fields PATH…: values of the JSON on standard input, one a line; a path is keys and indices with dots; a missing one is empty.
fields() {
    python3 -c 'import json, sys
body = json.load(sys.stdin)
for path in sys.argv[1:]:
    value = body
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else ""
        else:
            value = value.get(step, "") if isinstance(value, dict) else ""
    print(value)' "$@"
}

call PUT "$at" '{
  "description": "The toy of examples/curl: a valley in x and log(y), one of two slopes",
  "space": [
    {"name": "x", "type": "float", "low": -5, "high": 5},
    {"name": "y", "type": "float", "low": 0.001, "high": 10, "scale": "log"},
    {"name": "slope", "type": "categorical", "choices": ["gentle", "steep"]}],
  "objectives": [{"name": "loss", "direction": "minimize"}],
  "limits": {"trials": '"$trials"'}}' > /dev/null

# Two turns for each trial would do; the bound only guards against a study that never ends.
for ((turn = 1; turn <= 2 * trials + 60; turn++)); do
    answer=$(call POST "$at/ask" '{"worker": "curl"}' "$study-$turn")
    mapfile -t got < <(fields trials.0.number trials.0.lease trials.0.configuration.x trials.0.configuration.y \
        trials.0.configuration.slope study.state study.retryAfterSeconds <<< "$answer")
    number=${got[0]} lease=${got[1]} x=${got[2]} y=${got[3]} slope=${got[4]}
    if [[ -z $number ]]; then
        [[ ${got[5]} == completed ]] && break
        sleep "${got[6]:-1}"
        continue
    fi

    # The objective: lowest, at 0, where x = 2, y = 0.1 and the slope is gentle.
    loss=$(awk -v x="$x" -v y="$y" -v slope="$slope" \
        'BEGIN { w = (slope == "steep" ? 3 : 1); printf "%.9f", w * ((x - 2) ^ 2 + (log(y / 0.1)) ^ 2) + w - 1 }')

    call POST "$at/trials/$number/tell" \
        '{"lease": "'"$lease"'", "state": "complete", "values": {"loss": '"$loss"'}}' > /dev/null
    printf 'trial %3d  loss %12s  x %-22s y %-22s %s\n' "$number" "$loss" "$x" "$y" "$slope"
done

state=$(call GET "$at" | fields state)
echo "study $study is $state; best:"
call GET "$at/best"
echo
[[ $state == completed ]]
