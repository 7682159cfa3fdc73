#!/bin/bash
# Succeeds when the service is ready for requests. The image has no HTTP client but bash itself.
exec 3<> /dev/tcp/127.0.0.1/"${SERVER_PORT:-8080}"
printf 'GET /actuator/health/readiness HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
read -r _ status _ <&3
[[ $status == 200 ]]
