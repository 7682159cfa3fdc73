package dev.parley.report;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class PrunerDefinitionIT {

    @Autowired
    Api api;

    private static String definition(String objectives, String pruner) {
        return "{'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}], 'objectives': " + objectives
                + ", 'strategy': {'type': 'random'}, 'pruner': " + pruner + "}";
    }

    private static String single(String pruner) {
        return definition("[{'name': 'loss', 'direction': 'minimize'}]", pruner);
    }

    @Test
    void aStudyShowsItsPrunerWithNothingLeftOut() {
        StudyApi study = api.study("'pruner': {'type': 'patience', 'patience': 3, 'wrapped': {'type': 'asha'}}");
        study.get("")
                .has(
                        "/pruner",
                        "{'type': 'patience', 'metric': 'loss', 'direction': 'minimize', 'patience': 3, 'minDelta':"
                                + " 0.0, 'wrapped': {'type': 'asha', 'minResource': 1, 'reductionFactor': 4,"
                                + " 'minEarlyStoppingRate': 0, 'bootstrapCount': 0}}");
        api.study().get("").lacks("/pruner");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'type': 'median', 'percentile': 10}                            | /pruner/percentile
        {'type': 'percentile'}                                          | /pruner/percentile
        {'type': 'percentile', 'percentile': 101}                       | /pruner/percentile
        {'type': 'patience'}                                            | /pruner/patience
        {'type': 'patience', 'patience': 1, 'minDelta': -1}             | /pruner/minDelta
        {'type': 'patience', 'patience': 1, 'wrapped': {'type': 'patience', 'patience': 1}} | /pruner/wrapped/type
        {'type': 'patience', 'patience': 1, 'wrapped': {'type': 'percentile'}}              | /pruner/wrapped/percentile
        {'type': 'patience', 'patience': 1, 'wrapped': {'type': 'asha', 'metric': 'm'}}     | /pruner/wrapped/metric
        {'type': 'threshold'}                                           | /pruner/upper
        {'type': 'threshold', 'lower': 2, 'upper': 1}                   | /pruner/lower
        {'type': 'threshold', 'lower': 'NaN'}                           | /pruner/lower
        {'type': 'asha', 'reductionFactor': 1}                          | /pruner/reductionFactor
        {'type': 'median', 'metric': 'other'}                           | /pruner/direction
        {'type': 'median', 'metric': 'loss', 'direction': 'maximize'}   | /pruner/direction
        {'type': 'median', 'direction': 'minimize'}                     | /pruner/direction
        {'type': 'hyperband'}                                           | /pruner/type
        {}                                                              | /pruner/type
        """)
    void wrongDefinitionsAreRefusedWithAPointer(String pruner, String pointer) {
        api.post("/studies", single(pruner))
                .isProblem(400, "invalid-request")
                .has("/errors/0/pointer", "'" + pointer + "'");
    }

    @Test
    void severalObjectivesNeedAMetricToGoBy() {
        String two = "[{'name': 'a', 'direction': 'minimize'}, {'name': 'b', 'direction': 'maximize'}]";
        api.post("/studies", definition(two, "{'type': 'median'}"))
                .isProblem(400, "invalid-request")
                .has("/errors/0/pointer", "'/pruner/metric'");
        Answer created = api.post("/studies", definition(two, "{'type': 'median', 'metric': 'b'}"))
                .is(201);
        created.has("/pruner/direction", "'maximize'");
    }

    @Test
    void aSecondPutComparesThePruner() {
        String path = "/studies/" + Api.freshName();
        api.put(path, single("{'type': 'median', 'warmupSteps': 3}")).is(201);
        api.put(path, single("{'type': 'median'}")).is(200);
        api.put(path, single("{'type': 'median', 'startupTrials': 5}")).is(200);
        api.put(path, single("{'type': 'median', 'warmupSteps': 4}"))
                .isProblem(409, "study-exists")
                .has("/errors/0/pointer", "'/pruner'");
        api.put(path, single("{'type': 'asha'}")).isProblem(409, "study-exists");
        String bounded = "/studies/" + Api.freshName();
        api.put(bounded, single("{'type': 'threshold', 'lower': -0.0}")).is(201);
        api.put(bounded, single("{'type': 'threshold', 'lower': -0.0}")).is(200);
    }
}
