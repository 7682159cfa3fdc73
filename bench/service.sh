# Sourced by scripts that need a running Parley: finds a JDK 25, starts the built jar on a free port of 127.0.0.1 and ends
# what it started. Expects to be sourced from the repository's root.

# The home of a JDK 25 or later: JAVA_HOME, the default java, or one that lies where JDKs usually lie.
jdk_home() {
    local home release
    for home in "${JAVA_HOME-}" "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /none/bin/java)")")")" \
        /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
        [[ -x $home/bin/javac && -r $home/release ]] || continue
        release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
        if ((${release:-0} >= 25)); then
            echo "$home"
            return
        fi
    done
    echo "no JDK 25 found; set JAVA_HOME" >&2
    return 1
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_parley DATA-DIR LOG [ARGUMENT…]: sets $parley_pid and $parley_url, and waits until the service is ready.
start_parley() {
    local data=$1 log=$2 port until
    shift 2
    port=$(free_port)
    parley_url=http://127.0.0.1:$port
    "$(jdk_home)/bin/java" ${PARLEY_JAVA_OPTIONS:--Xmx1g} -jar target/parley.jar --server.port="$port" \
        --parley.postgres.data-dir="$data" "$@" > "$log" 2>&1 &
    parley_pid=$!
    for ((until = SECONDS + 180; SECONDS < until; )); do
        if curl --silent --fail --max-time 2 --output /dev/null "$parley_url/actuator/health/readiness"; then return; fi
        if ! kill -0 "$parley_pid" 2> /dev/null; then break; fi
        sleep 0.25
    done
    echo "the service did not start:" >&2
    tail -n 30 "$log" >&2
    return 1
}

# stop_parley [SIGNAL]: ends the service that start_parley started, and waits for its end.
stop_parley() {
    if [[ -n ${parley_pid-} ]]; then
        kill -"${1:-TERM}" "$parley_pid" 2> /dev/null || true
        wait "$parley_pid" 2> /dev/null || true
        parley_pid=
    fi
}
