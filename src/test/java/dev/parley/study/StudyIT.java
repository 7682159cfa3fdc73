package dev.parley.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class StudyIT {

    private static final String DEFINITION = """
        {'description': 'first', 'labels': {'team': 'vision'},
         'space': [{'name': 'lr', 'type': 'float', 'low': 1e-5, 'high': 0.1, 'scale': 'log'},
                   {'name': 'width', 'type': 'int', 'low': 8, 'high': 512}],
         'objectives': [{'name': 'accuracy', 'direction': 'maximize'}],
         'strategy': {'type': 'sobol', 'seed': 7},
         'limits': {'trials': 100, 'parallel': 8},
         'lease': {'seconds': 3600, 'attempts': 2}}
        """;

    @Autowired
    Api api;

    private String put(String definition) {
        String path = "/studies/" + Api.freshName();
        api.put(path, definition).is(201);
        return path;
    }

    @Test
    void putCreatesTheStudyOnceAndFindsItAfterwards() {
        String path = "/studies/" + Api.freshName();
        Answer created = api.put(path, DEFINITION).is(201);
        created.has("/state", "'active'")
                .has("/description", "'first'")
                .has("/labels", "{'team': 'vision'}")
                .has("/strategy", "{'type': 'sobol', 'seed': 7, 'repeats': 'avoid', 'retests': 'none', 'edition': 2}")
                .has("/limits", "{'trials': 100, 'parallel': 8}")
                .has("/lease", "{'seconds': 3600, 'attempts': 2}")
                .has("/progress/revision", "0");
        Answer again = api.put(path, DEFINITION).is(200);
        assertThat(again.text()).isEqualTo(created.text());
        assertThat(api.get(path).is(200).text()).isEqualTo(created.text());
    }

    @Test
    void putRefusesAnotherSpaceObjectiveStrategyOrSeed() {
        String path = put(DEFINITION);
        api.put(path, DEFINITION.replace("512", "513"))
                .isProblem(409, "study-exists")
                .pointsAt("/space");
        api.put(path, DEFINITION.replace("maximize", "minimize"))
                .isProblem(409, "study-exists")
                .pointsAt("/objectives");
        api.put(path, DEFINITION.replace("sobol", "random"))
                .isProblem(409, "study-exists")
                .pointsAt("/strategy");
        api.put(path, DEFINITION.replace("'seed': 7", "'seed': 8"))
                .isProblem(409, "study-exists")
                .pointsAt("/strategy");
        api.put(path, DEFINITION).is(200);
    }

    @Test
    void putComparesNumbersNotTheirSpelling() {
        String path = put(DEFINITION);
        api.put(path, DEFINITION.replace("1e-5", "0.00001").replace("0.1", "1.0E-1"))
                .is(200);
        api.put(path, DEFINITION.replace("1e-5", "0.000011")).isProblem(409, "study-exists");
    }

    @Test
    void putComparesTheOrderOfParameters() {
        String path = put(
                "{'space': [{'name': 'a', 'type': 'int', 'low': 0, 'high': 1}, {'name': 'b', 'type': 'int', 'low': 0,"
                        + " 'high': 1}], 'objectives': [{'name': 'loss', 'direction': 'minimize'}]}");
        api.put(
                        path,
                        "{'space': [{'name': 'b', 'type': 'int', 'low': 0, 'high': 1}, {'name': 'a', 'type': 'int',"
                                + " 'low': 0, 'high': 1}]}")
                .isProblem(409, "study-exists")
                .pointsAt("/space");
    }

    @Test
    void putMatchesOmittedFieldsWithWhateverIsStored() {
        String path = put(DEFINITION);
        api.put(path, "{}").is(200).has("/strategy/seed", "7");
        api.put(path, "{'strategy': {}}").is(200);
        api.put(path, "{'strategy': {'type': 'sobol'}}").is(200);
        api.put(path, "{'strategy': {'seed': 7}}").is(200);
        api.put(path, "{'objectives': [{'name': 'accuracy', 'direction': 'maximize'}]}")
                .is(200);
        api.put(path, DEFINITION.replace("'high': 512", "'high': 512, 'step': 1, 'scale': 'linear'"))
                .is(200);
    }

    @Test
    void aSeedIsChosenWhereNoneIsSentAndStaysThen() {
        String definition = DEFINITION.replace(", 'seed': 7", "");
        String path = put(definition);
        String seed = api.get(path).at("/strategy/seed").toString();
        api.put(path, definition).is(200).has("/strategy/seed", seed);
        api.put(path, definition.replace("'sobol'", "'sobol', 'seed': " + seed)).is(200);
    }

    @Test
    void putNeverChangesDescriptionLabelsLimitsOrLease() {
        String path = put(DEFINITION);
        String changed = DEFINITION
                .replace("first", "second")
                .replace("vision", "speech")
                .replace("100", "5")
                .replace("3600", "60");
        Answer before = api.get(path);
        assertThat(api.put(path, changed).is(200).text()).isEqualTo(before.text());
        assertThat(api.get(path).headers().getETag()).isEqualTo(before.headers().getETag());
    }

    @Test
    void putNeedsSpaceAndObjectivesToCreate() {
        String path = "/studies/" + Api.freshName();
        api.put(path, "{}").isInvalidAt("/space", "/objectives");
        api.get(path).isProblem(404, "study-not-found");
    }

    @Test
    void putRefusesAnotherNameInTheBody() {
        String name = Api.freshName();
        api.put("/studies/" + name, DEFINITION.replaceFirst("\\{", "{'name': 'other', "))
                .isInvalidAt("/name");
        api.put("/studies/" + name, DEFINITION.replaceFirst("\\{", "{'name': '" + name + "', "))
                .is(201);
    }

    @Test
    void ofFiftyPutsAtOnceOneCreates() throws Exception {
        String path = "/studies/" + Api.freshName();
        Callable<Integer> put = () -> api.put(path, DEFINITION).status();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = clients.invokeAll(java.util.Collections.nCopies(50, put)).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();
            assertThat(statuses.subList(0, 49)).containsOnly(200);
            assertThat(statuses.getLast()).isEqualTo(201);
        }
    }

    @Test
    void postGeneratesANameWhereNoneIsGiven() {
        String first = api.post("/studies", DEFINITION).is(201).at("/name").asString();
        String second = api.post("/studies", DEFINITION).is(201).at("/name").asString();
        assertThat(first).matches("[a-z0-9][a-z0-9._-]{0,99}").isNotEqualTo(second);
        api.get("/studies/" + first).is(200);
    }

    @Test
    void postRefusesATakenName() {
        String named = DEFINITION.replaceFirst("\\{", "{'name': '" + Api.freshName() + "', ");
        api.post("/studies", named).is(201);
        api.post("/studies", named).isProblem(409, "study-exists");
    }

    @Test
    void aNameHasAShape() {
        for (String name : List.of("Upper", "-first", "ünï", "a".repeat(101))) {
            api.put("/studies/" + name, DEFINITION).isInvalidParameter("study");
            api.post("/studies", DEFINITION.replaceFirst("\\{", "{'name': '" + name + "', "))
                    .isInvalidAt("/name");
        }
        api.post("/studies", DEFINITION.replaceFirst("\\{", "{'name': '', ")).isInvalidAt("/name");
        String longest = Api.freshName() + "._-";
        api.put("/studies/" + longest + "a".repeat(100 - longest.length()), DEFINITION)
                .is(201);
    }

    @Test
    void whatIsLeftOutHasDefaults() {
        StudyApi study = api.study("'strategy': {}");
        study.get("")
                .is(200)
                .has("/strategy/type", "'llm-tpe'")
                .has("/strategy/mode", "'gated'")
                .has("/note", "'No language model is configured: suggestions are those of auto.'")
                .has("/limits", "{}")
                .has("/labels", "{}")
                .has("/lease", "{'seconds': 86400, 'attempts': 3}")
                .lacks("/description");
    }

    @Test
    void timesAreInUtc() {
        assertThat(api.study().get("").at("/createdAt").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    }

    @Test
    void deleteRemovesTheStudyAndFreesItsName() {
        StudyApi study = api.study("'limits': {'trials': 3}");
        study.finish(0.5);
        api.delete(study.path()).is(204);
        study.get("").isProblem(404, "study-not-found");
        study.get("/trials").isProblem(404, "study-not-found");
        api.delete(study.path()).isProblem(404, "study-not-found");
        api.put(study.path(), DEFINITION).is(201).has("/progress/trials/complete", "0");
        study.get("/trials").has("/trials", "[]");
    }

    @Test
    void targetAndPatienceNeedASingleObjective() {
        String objectives =
                "'objectives': [{'name': 'a', 'direction': 'minimize'}, {'name': 'b', 'direction':" + " 'maximize'}]";
        api.post(
                        "/studies",
                        "{'space': [{'name': 'x', 'type': 'int', 'low': 0, 'high': 1}], 'strategy': {'type': 'random'},"
                                + " 'limits': {'target': 1, 'patience': 3}, " + objectives + "}")
                .isInvalidAt("/limits/target", "/limits/patience");
        StudyApi study = api.study(objectives);
        study.patch("{'limits': {'target': 1, 'patience': 3}}").isInvalidAt("/limits/target", "/limits/patience");
        study.get("").has("/limits", "{}");
    }

    @Test
    void objectivesAreChecked() {
        String study = "{'space': [{'name': 'x', 'type': 'int', 'low': 0, 'high': 1}], 'strategy': {'type': 'random'},"
                + " 'objectives': [%s]}";
        api.post("/studies", study.formatted("")).isInvalidAt("/objectives");
        api.post("/studies", study.formatted("{'name': 'a', 'direction': 'up'}"))
                .isInvalidAt("/objectives/0/direction");
        api.post("/studies", study.formatted("{'name': ' '}"))
                .isInvalidAt("/objectives/0/name", "/objectives/0/direction");
        api.post(
                        "/studies",
                        study.formatted(
                                "{'name': 'a', 'direction': 'minimize'}, {'name': 'a', 'direction':" + " 'minimize'}"))
                .isInvalidAt("/objectives/1/name");
    }

    @Test
    void limitsAndLeaseAreChecked() {
        String study = "{'space': [{'name': 'x', 'type': 'int', 'low': 0, 'high': 1}], 'objectives': [{'name': 'loss',"
                + " 'direction': 'minimize'}], %s}";
        api.post("/studies", study.formatted("'limits': {'trials': 0, 'parallel': 0, 'seconds': 0, 'patience': 0}"))
                .isInvalidAt("/limits/trials", "/limits/parallel", "/limits/seconds", "/limits/patience");
        api.post("/studies", study.formatted("'limits': {'trials': 1.5}")).isInvalidAt("/limits/trials");
        api.post("/studies", study.formatted("'limits': {'trials': '3'}")).isInvalidAt("/limits/trials");
        for (String notFinite : List.of("NaN", "'NaN'", "Infinity", "'-Infinity'")) {
            api.post("/studies", study.formatted("'limits': {'target': " + notFinite + "}"))
                    .isInvalidAt("/limits/target");
        }
        api.post("/studies", study.formatted("'lease': {'seconds': 0, 'attempts': 0}"))
                .isInvalidAt("/lease/seconds", "/lease/attempts");
        api.post("/studies", study.formatted("'labels': {'a': null}")).isInvalidAt("/labels/a");
        api.post("/studies", study.formatted("'strategy': {'type': 'gues'}")).isInvalidAt("/strategy/type");
        api.post("/studies", study.formatted("'strategy': {'seed': 9007199254740992}"))
                .isInvalidAt("/strategy/seed");
    }
}
