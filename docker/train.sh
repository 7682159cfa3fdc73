#!/bin/sh
# Writes parley.aot beside parley.jar: the classes that the service loads while it starts.
set -eu
options="--spring.main.banner-mode=off --logging.level.root=error --server.address=127.0.0.1 --server.port=0
    --parley.security.open=true --spring.datasource.url=${TRAINING_DATABASE:-jdbc:postgresql://127.0.0.1:1/none}
    --spring.datasource.hikari.initialization-fail-timeout=-1 --spring.datasource.hikari.connection-timeout=250"
if [ -z "${TRAINING_DATABASE-}" ]; then
    # Without a database, nothing may ask for one before the context stands.
    options="$options --spring.flyway.enabled=false --spring.jpa.hibernate.ddl-auto=none
        --spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false
        --spring.jpa.database-platform=org.hibernate.dialect.PostgreSQLDialect"
fi
# shellcheck disable=SC2086
java -XX:AOTCacheOutput=parley.aot -Dspring.context.exit=onRefresh -jar parley.jar $options
test -s parley.aot
