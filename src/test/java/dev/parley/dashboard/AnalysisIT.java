package dev.parley.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What can be read of a study's trials beyond the trials themselves. */
@IntegrationTest
class AnalysisIT {

    private static final String SPACE = "'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1},"
            + " {'name': 'y', 'type': 'float', 'low': 0, 'high': 1},"
            + " {'name': 'kind', 'type': 'categorical', 'choices': ['a', 'b']},"
            + " {'name': 'z', 'type': 'int', 'low': 1, 'high': 9, 'when': {'parameter': 'kind', 'in': ['b']}}]";
    private static final String BOTH =
            "'objectives': [{'name': 'loss', 'direction': 'minimize'}, {'name': 'speed', 'direction': 'maximize'}]";

    @Autowired
    Api api;

    /** Imports trials of which only x matters: the loss is the distance of x from 0.3, and the speed is x. */
    private static void fill(StudyApi study, int trials, String more) {
        for (int first = 0; first < trials; first += 1_000) {
            study.add(IntStream.range(first, Math.min(trials, first + 1_000))
                            .mapToObj(i -> {
                                double x = (i * 0.6180339887) % 1;
                                double y = (i * 0.7548776662) % 1;
                                String kind = i % 3 == 0 ? "'kind': 'b', 'z': " + (1 + i % 9) : "'kind': 'a'";
                                String told =
                                        "'loss': " + Math.abs(x - 0.3) + (more.isEmpty() ? "" : ", 'speed': " + x);
                                return "{'configuration': {'x': %s, 'y': %s, %s}, 'state': 'complete', 'values': {%s}}"
                                        .formatted(x, y, kind, told);
                            })
                            .collect(Collectors.joining(", ")))
                    .is(201);
        }
    }

    private static List<Double> doubles(JsonNode list) {
        return list.valueStream().map(JsonNode::doubleValue).toList();
    }

    @Test
    void aSmallStudyIsItsOwnSample() {
        StudyApi study = api.study(SPACE);
        fill(study, 30, "");
        study.add("{'configuration': {'x': 0.5, 'y': 0.5, 'kind': 'a'}}").is(201);
        Answer sample = study.get("/sample").is(200).has("/of", "31");
        assertThat(sample.at("/numbers").size()).isEqualTo(31);
        assertThat(sample.at("/states/30").asString()).isEqualTo("queued");
        sample.has("/values/loss/30", "null").has("/parameters/z/1", "null").has("/parameters/z/3", "4");
        assertThat(doubles(sample.at("/parameters/x"))).element(1).isEqualTo(0.6180339887);
        List<Double> best = sample.at("/improvements")
                .valueStream()
                .map(improvement -> improvement.path("value").doubleValue())
                .toList();
        assertThat(best).isSortedAccordingTo((one, other) -> Double.compare(other, one));
        assertThat(best.getLast())
                .isEqualTo(study.get("").at("/progress/best/value").doubleValue());
        sample.lacks("/front");
    }

    @Test
    void ofManyTrialsTheBestAndTheNewestAreInTheSample() {
        StudyApi study = api.study(SPACE);
        fill(study, 5_000, "");
        Answer sample = study.get("/sample?most=400").is(200).has("/of", "5000");
        List<Integer> numbers =
                sample.at("/numbers").valueStream().map(JsonNode::asInt).toList();
        assertThat(numbers).hasSizeBetween(350, 400).isSorted().doesNotHaveDuplicates();
        assertThat(numbers)
                .contains(
                        4_999, 4_950, study.get("").at("/progress/best/number").asInt());
        List<Integer> best = study.get("/trials?order=value&pageSize=100")
                .at("/trials")
                .valueStream()
                .map(trial -> trial.path("number").asInt())
                .toList();
        assertThat(numbers).containsAll(best);
        assertThat(numbers.stream().filter(number -> number < 2_500)).hasSizeGreaterThan(80);
        study.get("/sample?most=3").isInvalidParameter("most");
    }

    @Test
    void theFrontIsThatOfTheStudyHoweverFewOfItAreShown() {
        StudyApi study = api.study(SPACE, BOTH);
        fill(study, 200, "both");
        Answer sample = study.get("/sample?most=40").is(200);
        List<Integer> front = study.get("/best").is(200).numbers("/front");
        assertThat(sample.at("/frontSize").asInt()).isEqualTo(front.size());
        assertThat(sample.at("/front").valueStream().map(JsonNode::asInt).toList())
                .hasSizeBetween(5, front.size() - 1)
                .isSubsetOf(front);
        api.study(SPACE).get("/sample").is(200).lacks("/frontSize");
    }

    @Test
    void severalObjectivesHaveAFrontAndTheVolumeItDominates() {
        StudyApi study = api.study(SPACE, BOTH);
        fill(study, 200, "both");
        Answer sample = study.get("/sample").is(200);
        assertThat(sample.at("/front").valueStream().map(JsonNode::asInt).toList())
                .isEqualTo(study.get("/best")
                        .at("/front")
                        .valueStream()
                        .map(trial -> trial.path("number").asInt())
                        .toList());
        List<Double> volumes = sample.at("/improvements")
                .valueStream()
                .map(improvement -> improvement.path("value").doubleValue())
                .toList();
        assertThat(volumes).hasSizeGreaterThan(3).isSorted().allMatch(volume -> volume >= 0 && volume <= 1);
        assertThat(volumes.getLast()).isGreaterThan(0.4);
    }

    @Test
    void importanceNamesWhatMatters() {
        StudyApi study = api.study(SPACE, BOTH);
        study.get("/importance").is(200).has("/trials", "0").has("/parameters/0/importance", "0.0");
        fill(study, 300, "both");
        Answer forLoss = study.get("/importance?objective=loss").is(200).has("/trials", "300");
        assertThat(forLoss.at("/parameters/0/name").asString()).isEqualTo("x");
        assertThat(forLoss.at("/parameters/0/importance").doubleValue()).isGreaterThan(0.8);
        assertThat(study.get("/importance").each("/parameters", "importance").stream()
                        .mapToDouble(JsonNode::doubleValue)
                        .sum())
                .isCloseTo(1, within(1e-9));
        assertThat(study.get("/importance?objective=size")
                        .isInvalidParameter("objective")
                        .at("/detail")
                        .asString())
                .isEqualTo("must be one of loss, speed");
    }

    @Test
    void theTimelineSaysWhoWorkedOnWhat() {
        StudyApi study = api.study();
        fill(study, 0, "");
        study.ask("{'worker': 'gpu-1'}").is(200);
        study.ask("{'worker': 'gpu-2'}").is(200);
        study.tell(0, 0.5);
        Answer timeline = study.get("/timeline").is(200);
        assertThat(timeline.at("/spans").size()).isEqualTo(2);
        timeline.has("/spans/0/worker", "'gpu-2'").lacks("/spans/0/finishedAt");
        timeline.has("/spans/1/worker", "'gpu-1'").has("/spans/1/state", "'complete'");
        assertThat(timeline.at("/spans/1/finishedAt").asString())
                .isLessThan(timeline.at("/now").asString());
        assertThat(study.get("/timeline?most=1").at("/spans").size()).isEqualTo(1);
    }

    @Test
    void originsAreCountedWithWhatTheyCameTo() {
        StudyApi study = api.study("'strategy': {'type': 'sobol', 'seed': 2}");
        for (int i = 0; i < 20; i++) {
            study.finish(i);
        }
        study.tell(study.ask().path("number").asInt(), "{'state': 'failed'}").is(200);
        study.add("{'configuration': {'x': 0.5}}").is(201);
        Answer origins = study.get("/origins").is(200);
        origins.has("/origins/0/origin", "'sobol'")
                .has("/origins/0/trials", "21")
                .has("/origins/0/complete", "20")
                .has("/origins/0/failed", "1")
                .has("/origins/0/best", "0.0")
                .has("/origins/0/top", "0.1");
        origins.has("/origins/1/origin", "'queued'")
                .has("/origins/1/pending", "1")
                .lacks("/origins/1/best");
        origins.lacks("/model");
    }

    @Test
    void curvesAreThoseOfTheBestTheNewestAndTheRunningTrials() {
        StudyApi study = api.study("'limits': {'trials': 40}");
        for (int i = 0; i < 12; i++) {
            JsonNode trial = study.ask();
            String lease = trial.path("lease").asString();
            int number = trial.path("number").asInt();
            for (int step = 0; step < (i == 0 ? 500 : 3); step++) {
                study.post(
                                "/trials/" + number + "/report",
                                "{'lease': '%s', 'step': %d, 'values': {'loss': %s}}".formatted(lease, step, i + 0.5))
                        .is(200);
            }
            if (i < 11) {
                study.tell(number, i);
            }
        }
        Answer curves = study.get("/curves?trials=9&points=50").is(200).has("/metric", "'loss'");
        List<Integer> numbers =
                curves.each("/curves", "number").stream().map(JsonNode::asInt).toList();
        assertThat(numbers).containsExactly(0, 1, 2, 9, 10, 11);
        curves.has("/curves/0/isBest", "true").has("/curves/1/isBest", "false").has("/curves/5/state", "'running'");
        assertThat(curves.at("/curves/0/points").size()).isBetween(50, 53);
        curves.has("/curves/0/points/0/0", "0.0");
        assertThat(curves.at("/curves/0/points")
                        .valueStream()
                        .toList()
                        .getLast()
                        .get(0)
                        .doubleValue())
                .isEqualTo(499);
        assertThat(study.get("/curves?metric=other").at("/curves").size()).isZero();
    }

    @Test
    void trialsAreFilteredByOriginAndWorkerAndListedNewestFirst() {
        StudyApi study = api.study();
        for (int i = 0; i < 5; i++) {
            study.ask("{'worker': 'w%d'}".formatted(i % 2)).is(200);
        }
        study.add("{'configuration': {'x': 0.5}}").is(201);
        Answer first = study.get("/trials?order=newest&pageSize=4").is(200);
        assertThat(first.each("/trials", "number").toString()).isEqualTo("[5, 4, 3, 2]");
        assertThat(study.get("/trials?order=newest&pageSize=4&pageToken="
                                + first.at("/nextPageToken").asString())
                        .each("/trials", "number")
                        .toString())
                .isEqualTo("[1, 0]");
        assertThat(study.get("/trials?worker=w1").each("/trials", "number").toString())
                .isEqualTo("[1, 3]");
        assertThat(study.get("/trials?origin=queued").each("/trials", "number").toString())
                .isEqualTo("[5]");
        study.get("/trials?origin=nowhere").isInvalidParameter("origin");
    }

    @Test
    void studiesAreExportedAsATableAndAsLines() {
        StudyApi study = api.study(SPACE);
        study.add("{'configuration': {'x': 0.25, 'y': 0.5, 'kind': 'b', 'z': 3}, 'state': 'complete', 'values':"
                        + " {'loss': 1}, 'constraints': {'memory': 0.5}}, {'configuration': {'x': 0.5, 'y': 0.5,"
                        + " 'kind': 'a'}, 'state': 'failed', 'reason': 'said \\\"no\\\", twice'}")
                .is(201);
        Answer table = study.get("/export?format=csv").is(200);
        assertThat(table.headers().getFirst("Content-Disposition")).contains(study.name() + ".csv");
        String[] lines = table.text().split("\r\n");
        assertThat(lines).hasSize(3);
        assertThat(lines[0])
                .startsWith(
                        "number,state,origin,worker,attempt,values.loss,parameters.x,parameters.y,parameters.kind,parameters.z,step,");
        assertThat(lines[1]).startsWith("0,complete,queued,,").contains(",1.0,0.25,0.5,b,3,,\"{\"\"memory\"\":0.5}\",");
        assertThat(lines[2]).startsWith("1,failed,").contains("\"said \"\"no\"\", twice\"");
        String[] json = study.get("/export?format=jsonl").is(200).text().split("\n");
        assertThat(json).hasSize(2);
        assertThat(json[0]).contains("\"number\":0").contains("\"z\":3");
        study.get("/export?format=xml").isInvalidParameter("format");
        api.get("/studies/none-such/export?format=csv").isProblem(404, "study-not-found");
    }

    @Test
    void noTextInATableIsAFormulaAndNumbersStayNumbers() {
        StudyApi study = api.study("'space': [{'name': 'x', 'type': 'float', 'low': -1, 'high': 1},"
                + " {'name': 'kind', 'type': 'categorical', 'choices': ['-a', '+b', 'c']}]");
        study.add("{'configuration': {'x': -0.5, 'kind': '-a'}, 'state': 'complete', 'values': {'loss': -2}},"
                        + " {'configuration': {'x': 0.5, 'kind': '+b'}, 'state': 'failed', 'reason': '=1+1'},"
                        + " {'configuration': {'x': 0, 'kind': 'c'}}")
                .is(201);
        study.ask("{'worker': '@SUM(A1)'}").is(200);
        String[] lines = study.get("/export?format=csv").is(200).text().split("\r\n");
        assertThat(lines[1]).contains(",-2.0,-0.5,'-a,");
        assertThat(lines[2]).contains(",0.5,'+b,").contains(",'=1+1,");
        assertThat(lines[3]).contains(",'@SUM(A1),");
        assertThat(study.get("/export?format=jsonl").is(200).text())
                .contains("\"kind\":\"-a\"", "\"reason\":\"=1+1\"", "\"worker\":\"@SUM(A1)\"");
    }
}
