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

FROM eclipse-temurin:25-jre
WORKDIR /app
# What changes rarely comes first, so that an update moves little.
COPY --from=build /build/extracted/dependencies/ ./
COPY --from=build /build/extracted/spring-boot-loader/ ./
COPY --from=build /build/extracted/snapshot-dependencies/ ./
COPY --from=build /build/extracted/application/ ./
COPY docker/healthy.sh ./
# A training run fills a cache of loaded and linked classes, which only this very JRE and class path can use. No database
# answers in a build, so none is asked for until the context stands; there the run ends.
RUN --mount=type=bind,source=docker/train.sh,target=/tmp/train.sh sh /tmp/train.sh
# A number, so that Kubernetes can check that it is not root.
USER 10001:10001
EXPOSE 8080
ENV SERVER_ADDRESS=0.0.0.0
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "/app/healthy.sh"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/app/parley.aot", "-jar", "parley.jar"]
