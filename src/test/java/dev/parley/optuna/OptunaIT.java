package dev.parley.optuna;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Database files that Optuna wrote, and such that Optuna is to read. What Optuna itself says of these is in bench/optuna. */
@IntegrationTest
class OptunaIT {

    private static final String SQLITE = "application/vnd.sqlite3";
    private static final String CONDITIONAL = "study=Conditional Net";
    private static final String ODD = "study=研究";

    @Autowired
    Api api;

    private static byte[] file(String name) {
        try (InputStream file = OptunaIT.class.getResourceAsStream(name + ".db")) {
            return Objects.requireNonNull(file, name).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Answer upload(byte[] file, String query) {
        return api.upload("/imports/optuna?" + query, file, SQLITE);
    }

    private StudyApi imported(String file, String query) {
        return imported(file(file), query);
    }

    private StudyApi imported(byte[] file, String query) {
        String name = Api.freshName();
        upload(file, query + "&name=" + name).is(201).has("/studies/0/left", "0");
        return new StudyApi(api, name);
    }

    private static List<JsonNode> trials(StudyApi study) {
        return study.get("/trials?pageSize=100")
                .is(200)
                .at("/trials")
                .valueStream()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "optuna_cement_strength_lightgbm, 51, minimize, 44, 9.510997277117603",
        "optuna_gas_drift_xgboost_patience_5, 6, maximize, 0, 0.8008556962451234",
        "optuna_adult_census_lightgbm_hybrid_sampler_gemini-1.5-flash_patience_5, 11, maximize, 5, 0.7810531951284858",
        "optuna_bike_sharing_xgboost_hybrid_sampler_gpt_4o, 50, minimize, 42, 29.214829748630518"
    })
    void aStudyComesInWithItsTrialsAndItsBest(String file, int trials, String direction, int best, double value) {
        StudyApi study = imported(file, "");
        study.get("").has("/objectives", "[{'name': 'value', 'direction': '%s'}]".formatted(direction));
        assertThat(trials(study)).hasSize(trials);
        study.get("/best")
                .has("/trial/number", String.valueOf(best))
                .has("/trial/values", "{'value': %s}".formatted(value));
    }

    @Test
    void theSpaceIsThatOfTheDistributions() {
        StudyApi study = imported("optuna_gas_drift_xgboost_patience_5", "");
        study.get("").has("/space", """
            [{'type': 'int', 'name': 'max_depth', 'low': 3, 'high': 12, 'step': 1, 'scale': 'linear'},
             {'type': 'float', 'name': 'learning_rate', 'low': 0.01, 'high': 0.3, 'scale': 'linear'},
             {'type': 'int', 'name': 'n_estimators', 'low': 100, 'high': 1000, 'step': 1, 'scale': 'linear'},
             {'type': 'float', 'name': 'min_child_weight', 'low': 1.0, 'high': 10.0, 'scale': 'linear'},
             {'type': 'float', 'name': 'subsample', 'low': 0.7, 'high': 1.0, 'scale': 'linear'},
             {'type': 'float', 'name': 'colsample_bytree', 'low': 0.7, 'high': 1.0, 'scale': 'linear'},
             {'type': 'float', 'name': 'gamma', 'low': 0.0, 'high': 5.0, 'scale': 'linear'}]\
            """);
    }

    @Test
    void aFailedTrialStaysFailedAndTimesAreKept() {
        StudyApi study = imported("optuna_cement_strength_lightgbm", "");
        assertThat(study.get("/trials?state=failed").is(200).each("/trials", ""))
                .hasSize(1);
        study.trial(0).has("/startedAt", "'2024-09-25T23:52:01.406046Z'").has("/imported", "true");
    }

    @Test
    void conditionsAreFoundInWhatTrialsHave() {
        StudyApi study = imported("define-by-run", CONDITIONAL);
        JsonNode space = study.get("").has("/labels", "{'dataset': 'digits'}").at("/space");
        assertThat(parameter(space, "momentum").path("when").toString())
                .isEqualTo(Api.json("{'parameter':'solver','in':['sgd']}"));
        assertThat(parameter(space, "units_0").has("when")).isFalse();
        assertThat(parameter(space, "units_1").path("when").toString())
                .isEqualTo(Api.json("{'parameter':'layers','in':[2,3]}"));
        assertThat(parameter(space, "units_2").path("when").toString())
                .isEqualTo(Api.json("{'parameter':'layers','in':[3]}"));
        assertThat(parameter(space, "lr").path("scale").asString()).isEqualTo("log");
        assertThat(parameter(space, "dropout").path("step").asDouble()).isEqualTo(0.1);
        assertThat(parameter(space, "weights").path("choices").toString())
                .isEqualTo(Api.json("['None','balanced',0.5,1,false]"));
    }

    private static JsonNode parameter(JsonNode space, String name) {
        return space.valueStream()
                .filter(parameter -> parameter.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyStateAndEveryReportComesIn() {
        StudyApi study = imported("define-by-run", CONDITIONAL);
        study.get("/trials?state=pruned&pageSize=1")
                .has("/trials/0/number", "6")
                .has("/trials/0/step", "2")
                .has("/trials/0/attributes", "{'host': 'node-0'}");
        assertThat(study.get("/trials?state=complete&pageSize=100").each("/trials", ""))
                .hasSize(46);
        assertThat(study.get("/trials?state=failed").each("/trials", "")).hasSize(6);
        study.get("/trials/4/measurements").has("/measurements/3/values", "{'value': 'NaN'}");
        study.ask("{}")
                .is(200)
                .has("/trials/0/number", "60")
                .has("/trials/0/configuration/units_0", "32")
                .has("/trials/0/configuration/dropout", "0.5");
    }

    @Test
    void severalObjectivesKeepTheirNamesAndConstraints() {
        StudyApi study = imported("define-by-run", "study=two");
        study.get("")
                .has(
                        "/objectives",
                        "[{'name': 'cost', 'direction': 'minimize'}, {'name': 'gain', 'direction': 'maximize'}]");
        for (JsonNode trial : trials(study)) {
            assertThat(trial.at("/constraints/constraint_0").asDouble())
                    .isEqualTo(trial.at("/configuration/x").asDouble() - 0.5);
        }
    }

    @Test
    void namedConstraintsDecideWhatIsBest() {
        StudyApi study = imported("define-by-run", ODD);
        study.trial(7).has("/constraints", "{'memory': -1.0, 'latency': 1.0E300}");
        study.get("/best").has("/trial/number", "10");
    }

    @Test
    void anEnqueuedTrialHasWhatItDrewAndNoMore() {
        JsonNode configuration = imported("define-by-run", ODD)
                .trial(0)
                .has("/state", "'complete'")
                .at("/configuration");
        assertThat(configuration.toString())
                .isEqualTo("{\"kind\":\"0: 'tree'\",\"x\":0.25,\"shape\":\"[\\\"it's\\\", None, True]\"}");
    }

    @Test
    void choicesThatOnlyPythonKnowsAreTexts() {
        JsonNode space = imported("define-by-run", ODD).get("").at("/space");
        assertThat(parameter(space, "kind").path("choices").toString())
                .isEqualTo("[\"0: 'tree'\",\"1: 'svm'\",\"2: None\",\"3: 'None'\"]");
        assertThat(parameter(space, "shape").path("choices").toString())
                .isEqualTo("[\"[1, 2.5]\",\"[\\\"it's\\\", None, True]\"]");
        assertThat(parameter(space, "c").path("when").toString())
                .isEqualTo("{\"parameter\":\"kind\",\"in\":[\"1: 'svm'\"]}");
    }

    @Test
    void whatAStudyOfANarrowerSpaceTriedBeforeGoesOut() {
        StudyApi study = imported("optuna_gas_drift_xgboost_patience_5", "");
        JsonNode space = study.get("").at("/space");
        study.patch("{'space': %s}"
                        .formatted(space.toString()
                                .replace("\"low\":0.01,\"high\":0.3", "\"low\":0.2,\"high\":0.3")
                                .replace('"', '\'')))
                .is(200);
        byte[] exported = api.download("/studies/" + study.name() + "/export?format=optuna");
        assertThat(parameter(imported(exported, "").get("").at("/space"), "learning_rate")
                        .path("low")
                        .asDouble())
                .isLessThan(0.2);
    }

    /** As in the night in which summer time ends, or where somebody mended the clock. */
    @Test
    void aTrialThatEndsBeforeItBeginsComesWithoutItsStart() throws Exception {
        Path file = Files.createTempFile("clock", ".db");
        try {
            Files.write(file, file("optuna_gas_drift_xgboost_patience_5"));
            try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = database.createStatement()) {
                statement.execute(
                        "UPDATE trials SET datetime_complete = '2001-01-01 00:00:00.000000' WHERE number = 2");
                statement.execute(
                        "DELETE FROM trial_values WHERE trial_id IN (SELECT trial_id FROM trials WHERE number = 3)");
            }
            String name = Api.freshName();
            upload(Files.readAllBytes(file), "name=" + name)
                    .is(201)
                    .has("/studies/0/trials", "5")
                    .has("/studies/0/left", "2");
            new StudyApi(api, name)
                    .trial(2)
                    .has("/finishedAt", "'2001-01-01T00:00:00Z'")
                    .lacks("/startedAt");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aStudyGoesOnByTheStrategyThatWasAskedFor() {
        StudyApi study = imported("optuna_gas_drift_xgboost_patience_5", "strategy=tpe&seed=4&objective=f1");
        study.get("").has("/strategy/type", "'tpe'").has("/strategy/seed", "4").has("/objectives/0/name", "'f1'");
        JsonNode trial = study.ask();
        assertThat(trial.path("number").asInt()).isEqualTo(6);
        study.tell(6, "{'state': 'complete', 'values': {'f1': 0.9}}").is(200);
        study.get("/best").has("/trial/number", "6");
    }

    @Test
    void withoutANameAllStudiesOfAFileComeInUnderTheirs() {
        api.delete("/studies/conditional-net");
        api.delete("/studies/two");
        api.delete("/studies/optuna");
        upload(file("define-by-run"), "")
                .is(201)
                .has("/studies/0/name", "'conditional-net'")
                .has("/studies/0/optunaName", "'Conditional Net'")
                .has("/studies/0/trials", "61")
                .has("/studies/1/name", "'two'")
                .has("/studies/1/trials", "40")
                .has("/studies/2/name", "'optuna'")
                .has("/studies/2/optunaName", "'研究'");
        upload(file("define-by-run"), "study=two").isProblem(409, "study-exists");
        assertThat(trials(new StudyApi(api, "two"))).hasSize(40);
    }

    @ParameterizedTest
    @CsvSource({
        "optuna_cement_strength_lightgbm, ''",
        "define-by-run, study=two",
        "define-by-run, " + CONDITIONAL,
        "define-by-run, " + ODD
    })
    void whatGoesOutComesInAgain(String file, String query) {
        StudyApi study = imported(file, query);
        StudyApi again = imported(api.download("/studies/" + study.name() + "/export?format=optuna"), "");
        assertThat(again.get("").at("/space")).isEqualTo(study.get("").at("/space"));
        assertThat(again.get("").at("/objectives")).isEqualTo(study.get("").at("/objectives"));
        List<JsonNode> before = trials(study);
        List<JsonNode> after = trials(again);
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            for (String field : List.of("state", "configuration", "values", "constraints", "step", "startedAt")) {
                assertThat(after.get(i).path(field))
                        .as("%s of %d", field, i)
                        .isEqualTo(before.get(i).path(field));
            }
            String measurements = "/trials/" + i + "/measurements";
            assertThat(again.get(measurements).at("/measurements"))
                    .isEqualTo(study.get(measurements).at("/measurements"));
        }
    }

    @Test
    void whatIsNoDatabaseOfOptunasIsRefused() {
        byte[] whole = file("optuna_gas_drift_xgboost_patience_5");
        byte[] text = "no database".getBytes(StandardCharsets.UTF_8);
        assertThat(upload(text, "").isProblem(400, "invalid-request").text()).contains("--data-binary");
        assertThat(upload(Arrays.copyOf(whole, whole.length / 2), "")
                        .isProblem(400, "invalid-request")
                        .text())
                .contains("damaged");
        api.upload("/imports/optuna", whole, "application/x-www-form-urlencoded")
                .isProblem(415, "unsupported-media-type");
    }

    @Test
    void parametersThatDoNotFitTheFileAreNamed() {
        byte[] one = file("optuna_gas_drift_xgboost_patience_5");
        upload(one, "study=other").isInvalidParameter("study");
        upload(one, "name=Other").isInvalidParameter("name");
        upload(one, "name=" + Api.freshName() + "&objective=a&objective=b").isInvalidParameter("objective");
        upload(one, "strategy=magic").isInvalidParameter("strategy");
        upload(file("define-by-run"), "name=" + Api.freshName()).isInvalidParameter("name");
    }
}
