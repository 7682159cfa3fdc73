package dev.parley.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class TransferIT {

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    /** A space whose names no other test has. */
    private static String space(String prefix, String range) {
        return IntStream.range(0, 3)
                .mapToObj(i -> "{'name': '%s%d', 'type': 'float', %s}".formatted(prefix, i, range))
                .collect(Collectors.joining(", ", "'space': [", "]"));
    }

    private static String unit(String prefix) {
        return space(prefix, "'low': 0, 'high': 1");
    }

    /** A study with forty random trials, whose loss is least at 0.8 on every axis. */
    private StudyApi finished(String prefix, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        if (all.stream().noneMatch(field -> field.startsWith("'space'"))) {
            all.add(unit(prefix));
        }
        StudyApi study = api.study(all.toArray(String[]::new));
        Random random = new Random(4);
        String trials = IntStream.range(0, 40)
                .mapToObj(i -> {
                    double[] at = random.doubles(3).toArray();
                    double loss = IntStream.range(0, 3)
                            .mapToDouble(p -> Math.pow(at[p] - 0.8, 2))
                            .sum();
                    return "{'configuration': {'%1$s0': %2$s, '%1$s1': %3$s, '%1$s2': %4$s}, 'state': 'complete', 'values': {'loss': %5$s}}"
                            .formatted(prefix, at[0], at[1], at[2], loss);
                })
                .collect(Collectors.joining(", "));
        study.add(trials).is(201);
        return study;
    }

    private static double loss(JsonNode trial) {
        double sum = 0;
        for (JsonNode value : trial.path("configuration")) {
            sum += Math.pow(value.doubleValue() - 0.8, 2);
        }
        return sum;
    }

    private StudyApi learning(String prefix, String from) {
        return api.study(
                unit(prefix), "'strategy': {'type': 'tpe', 'seed': 3}", "'transfer': {'from': %s}".formatted(from));
    }

    private static List<String> run(StudyApi study, int trials) {
        List<String> configurations = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            JsonNode trial = study.ask();
            configurations.add(trial.path("configuration").toString());
            study.tell(trial.path("number").asInt(), loss(trial));
        }
        return configurations;
    }

    @Test
    void findsTheStudiesThatResembleOneAndSaysWhy() {
        String words = "'description': 'Gradient boosting of wombat weights', 'labels': {'team': 'marsupials'}";
        StudyApi twin = finished("fi", words);
        StudyApi wider = finished("fi", space("fi", "'low': 0, 'high': 2"));
        StudyApi stranger = finished("fo", words);
        StudyApi empty = api.study(unit("fi"), words);
        StudyApi own = finished("fi", words);

        JsonNode similar = own.get("/similar").is(200).at("/studies");
        assertThat(similar.findValuesAsString("name"))
                .containsExactly(twin.name(), wider.name())
                .doesNotContain(own.name(), stranger.name(), empty.name());
        JsonNode first = similar.path(0);
        assertThat(first.path("score").doubleValue()).isGreaterThan(0.9);
        assertThat(first.path("trials").asInt()).isEqualTo(40);
        assertThat(first.path("reasons").findValuesAsString("respect"))
                .containsExactly("space", "objectives", "labels", "text");
        assertThat(first.at("/reasons/0/detail").asString())
                .isEqualTo("3 of 3 parameters have the same name, 3 of them the same range and scale too.");
        JsonNode second = similar.path(1);
        assertThat(second.at("/reasons/0/score").doubleValue()).isEqualTo(0.5);
        assertThat(second.path("reasons").findValuesAsString("respect")).doesNotContain("labels");
        assertThat(own.get("/similar?limit=1").is(200).at("/studies").size()).isEqualTo(1);
        own.get("/similar?limit=0").is(400);
    }

    @Test
    void anotherProjectsStudiesAreNeverFound() {
        StudyApi other = finished("pr");
        jdbc.sql("UPDATE study SET project = 'elsewhere' WHERE name = ?")
                .param(other.name())
                .update();
        StudyApi own = finished("pr");
        assertThat(own.get("/similar").is(200).at("/studies").isEmpty()).isTrue();
        Answer refused = api.post(
                "/studies",
                "{%s, 'objectives': [{'name': 'loss', 'direction': 'minimize'}], 'transfer': {'from': ['%s']}}"
                        .formatted(unit("pr"), other.name()));
        assertThat(refused.is(400).at("/errors/0/detail").asString()).contains("there is no " + other.name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it''s \\\\ a | b & !c :* <-> (d",
                "'; DROP TABLE study; --",
                "\\\\",
                "\\u2028 \\u0639\\u0631\\u0628\\u064a \\ud83d\\ude80"
            })
    void anyWordsCanBeSearchedFor(String description) {
        String text = description.replace("'", "’");
        finished("wo", "'description': '%s'".formatted(text));
        StudyApi own =
                finished("wo", "'description': '%s'".formatted(text), "'labels': {'%1$s': '%1$s'}".formatted(text));
        assertThat(own.get("/similar").is(200).at("/studies").isEmpty()).isFalse();
    }

    @Test
    void beginsWhereTheStudiesItNamesEnded() {
        StudyApi old = finished("be");
        StudyApi young = learning("be", "['%s']".formatted(old.name()));
        assertThat(young.get("").is(200).at("/transfer/from/0").asString()).isEqualTo(old.name());
        JsonNode source = young.get("/sources").is(200).at("/studies/0");
        assertThat(source.path("name").asString()).isEqualTo(old.name());
        assertThat(source.path("trials").asInt()).isEqualTo(40);
        old.api().delete(old.path()).is(204);

        JsonNode first = young.ask();
        assertThat(first.path("origin").asString()).isEqualTo("transfer");
        assertThat(loss(first)).isLessThan(0.2);
        young.tell(0, loss(first));
        run(young, 9);
        assertThat(young.get("/best").is(200).at("/trial/values/loss").doubleValue())
                .isLessThan(0.02);
        assertThat(young.get("/sources").is(200).at("/studies").size()).isEqualTo(1);
    }

    @Test
    void picksTheMostSimilarOnesByItself() {
        StudyApi old = finished("pi");
        finished("pi", space("pi", "'low': 0, 'high': 8"));
        StudyApi young = learning("pi", "'auto'");
        assertThat(young.get("").is(200).at("/transfer").toString()).isEqualTo("{\"from\":\"auto\",\"most\":16}");
        assertThat(young.get("/sources").is(200).at("/studies").findValuesAsString("name"))
                .containsExactly(old.name());
        assertThat(young.ask().path("origin").asString()).isEqualTo("transfer");
        StudyApi lonely = learning("lonely", "'auto'");
        assertThat(lonely.get("/sources").is(200).at("/studies").isEmpty()).isTrue();
        assertThat(lonely.ask().path("origin").asString()).isEqualTo("random");
    }

    @Test
    void learnsNothingUnlessItIsTold() {
        finished("un");
        StudyApi young = api.study(unit("un"), "'strategy': {'type': 'tpe', 'seed': 3}");
        assertThat(young.get("").is(200).at("/transfer/from").asString()).isEqualTo("none");
        assertThat(young.ask().path("origin").asString()).isEqualTo("random");
    }

    @Test
    void staysAsItBeganWhateverBecomesOfItsSources() {
        StudyApi old = finished("st");
        StudyApi first = learning("st", "['%s']".formatted(old.name()));
        StudyApi second = learning("st", "['%s']".formatted(old.name()));
        List<String> expected = run(first, 15);
        run(old, 10);
        assertThat(run(second, 15)).isEqualTo(expected);
    }

    @Test
    void aChangedSpaceIsLearnedForAnew() {
        StudyApi old = finished("ch");
        StudyApi young = learning("ch", "['%s']".formatted(old.name()));
        run(young, 2);
        young.patch("{%s}".formatted(space("ch", "'low': 0, 'high': 0.9"))).is(200);
        assertThat(young.ask().path("origin").asString()).isEqualTo("transfer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        ['no-such-study']                  | /transfer/from/0 | there is no no-such-study
        ['No Name']                        | /transfer/from/0 | there is no No Name
        ['%1$s', '%1$s']                   | /transfer/from/1 | must not repeat an earlier name
        ['%2$s']                           | /transfer/from/0 | must name a study with complete trials
        ['%3$s']                           | /transfer/from/0 | must name a study with a parameter of the same name
        ['%4$s']                           | /transfer/from/0 | must name another study
        'everything'                       | /transfer/from   | must be auto, none or a list of names of studies
        7                                  | /transfer/from   | must be auto, none or a list of names of studies
        ['%1$s'], 'most': 3                | /transfer/most   | only auto chooses
        'auto', 'most': 25                 | /transfer/most   | 24
        """)
    void refusesWhatItCannotLearnFrom(String from, String pointer, String detail) {
        String old = finished("re").name();
        String empty = api.study(unit("re")).name();
        String stranger = finished("ro").name();
        String name = Api.freshName();
        String body =
                "{'name': '%s', %s, 'objectives': [{'name': 'loss', 'direction': 'minimize'}], 'transfer': {'from': %s}}"
                        .formatted(name, unit("re"), from.replace("\\", "").formatted(old, empty, stranger, name));
        Answer answer = api.post("/studies", body).is(400);
        assertThat(answer.at("/errors/0/pointer").asString()).isEqualTo(pointer);
        assertThat(answer.at("/errors/0/detail").asString()).contains(detail);
        api.get("/studies/" + name).is(404);
    }

    @Test
    void findsTheTwinAmongHundredsOfStudiesThatShareButOneParameterAndTheWords() {
        String words = "'description': 'Rainfall of the outer archipelago'";
        StudyApi twin = finished("tw");
        StudyApi crowd = finished(
                "tw",
                "'space': [{'name': 'tw0', 'type': 'float', 'low': 0, 'high': 1}, {'name': 'tw1', 'type': 'float',"
                    + " 'low': 0, 'high': 1}, {'name': 'tw2', 'type': 'float', 'low': 0, 'high': 1}, {'name': 'other',"
                    + " 'type': 'float', 'low': 0, 'high': 1, 'default': 0}]",
                words);
        for (String table : List.of("study", "study_definition", "study_progress")) {
            copies(table, crowd.name());
        }
        StudyApi own = api.study(unit("tw"), words);
        assertThat(own.get("/similar?limit=200").is(200).at("/studies").findValuesAsString("name"))
                .contains(twin.name())
                .hasSize(200);
    }

    /** Makes 300 copies of a study's row, each with one of its parameters in the end. */
    private void copies(String table, String name) {
        String columns = jdbc.sql("""
            SELECT string_agg(column_name, ', ') FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = ? AND is_generated = 'NEVER'
            """).param(table).query(String.class).single();
        String values = columns.replaceFirst("\\bstudy_id\\b", "1000000 + study_id * 1000 + copy")
                .replaceFirst("\\bname\\b", "name || '-' || copy")
                .replaceFirst("\\bspace\\b(?!_)", "jsonb_build_array(space -> 0, space -> 3)");
        jdbc.sql(
                        "INSERT INTO %1$s (%2$s) SELECT %3$s FROM %1$s, generate_series(1, 300) AS copy WHERE study_id = (SELECT study_id FROM study WHERE name = :name)"
                                .formatted(table, columns, values))
                .param("name", name)
                .update();
    }

    @Test
    void aReplayLearnsFromTheSameSources() {
        StudyApi old = finished("rp");
        String strategy = "'strategy': {'type': 'llm-tpe', 'seed': 3, 'waitMs': 0}";
        StudyApi recorded = api.study(unit("rp"), strategy, "'transfer': {'from': ['%s']}".formatted(old.name()));
        old.api().delete(old.path()).is(204);
        String replay = "'strategy': {'replay': '%s'}".formatted(recorded.name());
        StudyApi again = api.study(unit("rp"), replay);
        assertThat(again.get("/sources").is(200).at("/studies"))
                .isEqualTo(recorded.get("/sources").at("/studies"));
        assertThat(run(again, 12)).isEqualTo(run(recorded, 12));
        Answer refused = api.post(
                "/studies",
                "{%s, 'objectives': [{'name': 'loss', 'direction': 'minimize'}], %s, 'transfer': {'from': 'auto'}}"
                        .formatted(unit("rp"), replay));
        assertThat(refused.is(400).at("/errors/0/pointer").asString()).isEqualTo("/transfer");
    }

    @Test
    void learnsOfTheObjectiveOfTheSameNameAndOfASingleOneOnly() {
        StudyApi both = api.study(
                unit("ob"),
                "'objectives': [{'name': 'size', 'direction': 'minimize'}, {'name': 'loss', 'direction': 'minimize'}]");
        Random random = new Random(4);
        both.add(IntStream.range(0, 40)
                        .mapToObj(i -> {
                            double[] at = random.doubles(3).toArray();
                            double loss = IntStream.range(0, 3)
                                    .mapToDouble(p -> Math.pow(at[p] - 0.8, 2))
                                    .sum();
                            return "{'configuration': {'ob0': %s, 'ob1': %s, 'ob2': %s}, 'state': 'complete', 'values': {'size': %s, 'loss': %s}}"
                                    .formatted(at[0], at[1], at[2], at[0] + at[1] + at[2], loss);
                        })
                        .collect(Collectors.joining(", ")))
                .is(201);
        assertThat(loss(learning("ob", "['%s']".formatted(both.name())).ask())).isLessThan(0.3);
        Answer refused = api.post(
                "/studies",
                "{%s, 'objectives': [{'name': 'a', 'direction': 'minimize'}, {'name': 'b', 'direction': 'minimize'}], 'strategy': {'type': 'random'}, 'transfer': {'from': 'auto'}}"
                        .formatted(unit("ob")));
        assertThat(refused.is(400).at("/errors/0/pointer").asString()).isEqualTo("/transfer/from");
    }

    @Test
    void puttingItAgainComparesWhatItLearnsFrom() {
        StudyApi old = finished("pu");
        String name = Api.freshName();
        String body = "{%s, 'objectives': [{'name': 'loss', 'direction': 'minimize'}]%s}";
        String with = body.formatted(unit("pu"), ", 'transfer': {'from': ['%s']}".formatted(old.name()));
        api.put("/studies/" + name, with).is(201);
        api.put("/studies/" + name, with).is(200);
        api.put("/studies/" + name, body.formatted(unit("pu"), "")).is(200);
        Answer other = api.put("/studies/" + name, body.formatted(unit("pu"), ", 'transfer': {'from': 'auto'}"));
        assertThat(other.is(409).at("/errors/0/pointer").asString()).isEqualTo("/transfer");
    }
}
