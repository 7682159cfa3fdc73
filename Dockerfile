# The service without its embedded PostgreSQL: it needs spring.datasource.url, and keys or parley.security.open.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY db db
COPY src/main src/main
# The image profile leaves out PostgreSQL's binaries, which only the embedded database needs.
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -q -Pimage -DskipTests -Dmaven.test.skip=true package \
 && java -Djarmode=tools -jar target/parley.jar extract --layers --destination extracted

FROM eclipse-temurin:25-jre AS assemble
WORKDIR /app
COPY --from=build /build/extracted/dependencies/ ./
COPY --from=build /build/extracted/spring-boot-loader/ ./
COPY --from=build /build/extracted/snapshot-dependencies/ ./
COPY --from=build /build/extracted/application/ ./
# A training run fills the cache of loaded and linked classes. Only the cache's own JVM and class path may use it, hence
# here, on the final image's JRE. No database answers in a build: the run ends where it would first need one, and what it
# loaded until then is kept.
COPY docker/train.sh /tmp/train.sh
RUN sh /tmp/train.sh

FROM eclipse-temurin:25-jre
WORKDIR /app
COPY --from=assemble /app ./
# A number, so that Kubernetes can check that it is not root.
USER 10001:10001
EXPOSE 8080
ENV SERVER_ADDRESS=0.0.0.0 \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError"
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["curl", "--silent", "--fail", "--output", "/dev/null", "http://127.0.0.1:8080/actuator/health/readiness"]
ENTRYPOINT ["java", "-XX:AOTCache=/app/parley.aot", "-jar", "parley.jar"]
