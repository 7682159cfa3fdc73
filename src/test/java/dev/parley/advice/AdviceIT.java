package dev.parley.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class AdviceIT {

    private static final String SPACE = """
        'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1},
                  {'name': 'y', 'type': 'float', 'low': 0, 'high': 1}]
        """;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private StudyApi study(String more) {
        return api.study(SPACE, "'strategy': {'type': 'auto', 'seed': 3" + more + "}, 'limits': {'trials': 50}");
    }

    private static double bowl(double x, double y) {
        return 3 * (x - 0.3) * (x - 0.3) + 2 * (y - 0.6) * (y - 0.6);
    }

    private static double bowl(JsonNode configuration) {
        return bowl(
                configuration.path("x").doubleValue(), configuration.path("y").doubleValue());
    }

    private static void work(StudyApi study, int trials, DoubleBinaryOperator loss) {
        for (int i = 0; i < trials; i++) {
            JsonNode trial = study.ask();
            JsonNode at = trial.path("configuration");
            study.tell(
                    trial.path("number").asInt(),
                    loss.applyAsDouble(at.path("x").doubleValue(), at.path("y").doubleValue()));
        }
    }

    private static DoubleBinaryOperator noisyBowl(double noise) {
        Random random = new Random(8);
        return (x, y) -> bowl(x, y) + noise * random.nextGaussian();
    }

    @Test
    void aStudyWithoutResultsHasNothingToRecommend() {
        StudyApi study = study("");
        assertThat(study.get("/best").is(200).at("").isEmpty()).isTrue();
        JsonNode advice = study.get("/advice").is(200).at("");
        assertThat(advice.path("stop").booleanValue()).isFalse();
        assertThat(advice.path("reason").asString()).startsWith("Too early");
        assertThat(advice.path("contenders").isEmpty()).isTrue();
    }

    @Test
    void theOnlyResultIsRecommendedWithoutAnInterval() {
        StudyApi study = study("");
        study.finish(0.5);
        JsonNode recommended = study.get("/best").is(200).at("/recommended");
        assertThat(recommended.path("mean").doubleValue()).isEqualTo(0.5);
        assertThat(recommended.path("trials").toString()).isEqualTo("[0]");
        assertThat(recommended.has("interval")).isFalse();
        assertThat(recommended.has("probabilityOfBest")).isFalse();
    }

    @Test
    void aNoisyStudyRecommendsWhatIsTrulyGoodAndSaysHowSureThatIs() {
        StudyApi study = study("");
        work(study, 50, noisyBowl(0.3));

        Answer best = study.get("/best").is(200);

        JsonNode recommended = best.at("/recommended");
        double low = recommended.at("/interval/low").doubleValue();
        double high = recommended.at("/interval/high").doubleValue();
        assertThat(recommended.path("mean").doubleValue()).isBetween(low, high);
        assertThat(bowl(recommended.path("configuration"))).isBetween(low, high).isLessThan(0.2);
        assertThat(recommended.path("probabilityOfBest").doubleValue()).isBetween(0.0, 1.0);
        assertThat(recommended.path("mean").doubleValue())
                .isGreaterThan(best.at("/trial/values/loss").doubleValue());

        JsonNode advice = study.get("/advice").is(200).at("");
        assertThat(advice.at("/contenders/0")).isEqualTo(recommended);
        assertThat(advice.path("contenders").size()).isBetween(2, 10);
        assertThat(advice.path("noise").doubleValue()).isCloseTo(0.3, within(0.15));
        assertThat(advice.path("secondsPerTrial").doubleValue()).isPositive();
        assertThat(advice.path("improvementPerHour").doubleValue())
                .isCloseTo(
                        advice.path("expectedImprovement").doubleValue()
                                * 3600
                                / advice.path("secondsPerTrial").doubleValue(),
                        within(1e-6));
    }

    @Test
    void adviceIsToGoOnWhileThereIsMuchToGainAndToStopWhenThereIsNot() {
        StudyApi study = study("");
        work(study, 12, AdviceIT::bowl);
        assertThat(study.get("/advice").at("/stop").booleanValue()).isFalse();
        work(study, 38, AdviceIT::bowl);
        JsonNode advice = study.get("/advice").is(200).at("");
        assertThat(advice.path("stop").booleanValue()).isTrue();
        assertThat(advice.path("reason").asString()).startsWith("10 more trials are expected to gain");
    }

    @Test
    void whatIsToldChangesTheRecommendation() {
        StudyApi study = study("");
        work(study, 20, AdviceIT::bowl);
        JsonNode before = study.get("/best").at("/recommended");
        study.add("{'configuration': {'x': 0.9, 'y': 0.1}, 'state': 'complete', 'values': {'loss': -5}}")
                .is(201);
        JsonNode after = study.get("/best").at("/recommended");
        assertThat(after).isNotEqualTo(before);
        assertThat(after.at("/configuration/x").doubleValue()).isEqualTo(0.9);
    }

    @Test
    void severalObjectivesHaveAFrontAndNoAdvice() {
        StudyApi study = api.study(
                SPACE,
                "'objectives': [{'name': 'a', 'direction': 'minimize'}, {'name': 'b', 'direction': 'maximize'}]",
                "'strategy': {'type': 'sobol', 'seed': 1}");
        study.tell(study.ask().path("number").asInt(), "{'state': 'complete', 'values': {'a': 1, 'b': 2}}")
                .is(200);
        JsonNode best = study.get("/best").is(200).at("");
        assertThat(best.path("front").size()).isEqualTo(1);
        assertThat(best.has("recommended")).isFalse();
        assertThat(study.get("/advice").is(200).at("/reason").asString()).contains("several objectives");
    }

    @Test
    void aFrontIsAnsweredPageByPage() {
        StudyApi study = api.study(
                SPACE,
                "'objectives': [{'name': 'a', 'direction': 'minimize'}, {'name': 'b', 'direction': 'maximize'}]");
        study.add(IntStream.range(0, 50)
                        .mapToObj(i -> "{'configuration': {'x': 0.5, 'y': 0.5}, 'state': 'complete', 'values':"
                                + " {'a': %d, 'b': %d}}".formatted(i, i % 10 == 3 ? i - 3 : i))
                        .collect(Collectors.joining(", ")))
                .is(201);
        List<Integer> all = study.get("/best").is(200).lacks("/nextPageToken").numbers("/front");
        assertThat(all).hasSize(45).isSorted().doesNotContain(3, 13);
        List<Integer> paged = new ArrayList<>();
        String next = "";
        do {
            Answer page = study.get("/best?pageSize=20" + next).is(200);
            assertThat(page.at("/front").size()).isBetween(5, 20);
            paged.addAll(page.numbers("/front"));
            next = page.at("").has("nextPageToken")
                    ? "&pageToken=" + page.at("/nextPageToken").asString()
                    : "";
        } while (!next.isEmpty());
        assertThat(paged).isEqualTo(all);
        study.get("/best?pageSize=1001").isInvalidParameter("pageSize");
        study.get("/best?pageToken=bm8").isInvalidParameter("pageToken");
        study("").get("/best?pageToken=bm8").isInvalidParameter("pageToken");
    }

    @Test
    void theLastTenthTriesTheBestConfigurationsAgain() {
        StudyApi study = study(", 'retests': 'last-tenth'");
        work(study, 45, noisyBowl(0.2));
        for (int i = 0; i < 5; i++) {
            JsonNode trial = study.ask();
            assertThat(trial.path("origin").asString()).isEqualTo("retest");
            assertThat(bowl(trial.path("configuration"))).isLessThan(0.5);
            study.tell(trial.path("number").asInt(), bowl(trial.path("configuration")));
        }
        assertThat(jdbc.sql("""
            SELECT count(*) - count(DISTINCT configuration) FROM trial JOIN study USING (study_id) WHERE name = ?
            """).param(study.name()).query(Integer.class).single())
                .isGreaterThanOrEqualTo(5);
        assertThat(study.get("").at("/strategy/retests").asString()).isEqualTo("last-tenth");
    }

    @Test
    void severalObjectivesCannotBeTriedAgain() {
        api.put(
                        "/studies/front-retests",
                        "{" + SPACE
                                + ", 'objectives': [{'name': 'a', 'direction': 'minimize'}, {'name': 'b', 'direction':"
                                + " 'minimize'}], 'strategy': {'type': 'sobol', 'retests': 'last-tenth'}}")
                .isInvalidAt("/strategy/retests");
    }

    @Test
    void anUnknownPolicyIsToldTheOnesThereAre() {
        assertThat(api.post("/studies", "{" + SPACE + ", 'strategy': {'retests': 'always'}}")
                        .isInvalidAt("/strategy/retests")
                        .at("/errors/0/detail")
                        .asString())
                .isEqualTo("'always' is not one of none, last-tenth.");
    }

    @Test
    void anUnknownStudyIsNotFound() {
        api.get("/studies/nowhere/advice").is(404);
    }
}
