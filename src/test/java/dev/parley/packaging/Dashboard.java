package dev.parley.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A dashboard of the chart, as Grafana reads it.
 *
 * @param name the file's name
 * @param json what it holds
 */
record Dashboard(String name, JsonNode json) {

    private static final Path FOLDER = Path.of("helm/parley/dashboards");
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * What a dashboard asks a data source, before Grafana puts in what its variables stand for.
     *
     * @param where the dashboard and the panel, or the variable
     * @param text PromQL or SQL
     */
    record Query(String where, String text) {

        /** As Grafana sends it to PostgreSQL, of the last year, for a project and its studies. */
        String sql(String project, List<String> studies) {
            return text.replace("${project:sqlstring}", literal(project))
                    .replace(
                            "${study:sqlstring}",
                            String.join(
                                    ",", studies.stream().map(Query::literal).toList()))
                    .replaceAll(
                            "\\$__timeFilter\\((\\w+)\\)",
                            "$1 BETWEEN now() - interval '1 year' AND now() + interval '1 hour'")
                    .replaceAll(
                            "\\$__timeGroupAlias\\((\\w+), \\$__interval\\)",
                            "floor(extract(epoch from $1)/60)*60 AS \"time\"");
        }

        private static String literal(String text) {
            return "'" + text.replace("'", "''") + "'";
        }

        /** As Grafana sends it to Prometheus, for all processes and models. */
        String promQl() {
            return text.replace("$job", "parley")
                    .replace("$instance", ".*")
                    .replace("$model", ".*")
                    .replace("$__rate_interval", "10s")
                    .replace("$__range", "1m");
        }

        @Override
        public String toString() {
            return where;
        }
    }

    static List<Dashboard> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Dashboard> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                all.add(new Dashboard(String.valueOf(file.getFileName()), JSON.readTree(Files.readString(file))));
            }
            return all;
        }
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** All panels but the titles of rows. */
    List<JsonNode> panels() {
        return stream(json.path("panels"))
                .filter(panel -> !panel.path("type").asString().equals("row"))
                .toList();
    }

    Stream<JsonNode> variables() {
        return stream(json.at("/templating/list"));
    }

    /** What its panels ask Prometheus. */
    Stream<Query> promQl() {
        return targets("expr");
    }

    /** What its panels ask PostgreSQL. */
    Stream<Query> sql() {
        return targets("rawSql");
    }

    private Stream<Query> targets(String field) {
        return panels().stream()
                .flatMap(panel -> stream(panel.path("targets"))
                        .filter(target -> target.has(field))
                        .map(target -> new Query(
                                name + ": " + panel.path("title").asString(),
                                target.path(field).asString())));
    }

    /** What its variables ask PostgreSQL. */
    Stream<Query> variablesInSql() {
        return variables()
                .filter(variable -> variable.path("query").asString("").startsWith("SELECT"))
                .map(variable -> new Query(
                        name + ": $" + variable.path("name").asString(),
                        variable.path("query").asString()));
    }

    /** The metrics and labels whose values its variables take from Prometheus: {@code label_values(metric{…}, label)}. */
    Stream<Query> variablesInPromQl() {
        return variables()
                .filter(variable -> variable.at("/query/query").asString("").startsWith("label_values("))
                .map(variable -> new Query(
                        name + ": $" + variable.path("name").asString(),
                        variable.at("/query/query")
                                .asString()
                                .replaceFirst("label_values\\((.*), (\\w+)\\)", "group by ($2) ($1)")));
    }

    @Override
    public String toString() {
        return name;
    }
}
