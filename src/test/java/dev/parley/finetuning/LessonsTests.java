package dev.parley.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.finetuning.PastStudy.Ended;
import dev.parley.llm.answer.AnswerReader;
import dev.parley.llm.answer.ReadAnswer;
import dev.parley.llm.prediction.ReadScores;
import dev.parley.llm.prompt.Briefings;
import dev.parley.llm.prompt.DataBlock;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomSpaces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LessonsTests {

    private static final JsonMapper JSON = new JsonMapper();

    private static PastStudy study(SearchSpace space, int trials) {
        Random random = new Random(trials);
        List<Ended> ended = IntStream.range(0, trials)
                .mapToObj(i -> new Ended(
                        RandomSpaces.point(space, random), Standing.COMPLETE, 0.5 + random.nextDouble() / 2, 0))
                .toList();
        return new PastStudy(
                "secret-study", "secret words", space, new Objective("secret-metric", Direction.MAXIMIZE), ended);
    }

    private static List<Example> examples(LessonKind kind, boolean redact, int perStudy, PastStudy study, long seed) {
        List<Example> examples = new ArrayList<>();
        new Lessons(new Lessons.Settings(kind, redact, perStudy, 3_000, seed)).teach(study, examples::add);
        return examples;
    }

    private static JsonNode data(Example example) {
        String user = example.user();
        return JSON.readTree(user.substring(
                user.indexOf(DataBlock.OPENING) + DataBlock.OPENING.length(), user.indexOf(DataBlock.CLOSING)));
    }

    @ParameterizedTest
    @EnumSource(LessonKind.class)
    void theSameSeedGivesTheSameExamples(LessonKind kind) {
        PastStudy study = study(Briefings.PERCEPTRON, 30);
        assertThat(examples(kind, false, 10, study, 1))
                .hasSize(10)
                .isEqualTo(examples(kind, false, 10, study, 1))
                .isNotEqualTo(examples(kind, false, 10, study, 2));
    }

    @ParameterizedTest
    @EnumSource(LessonKind.class)
    void aLineIsAConversation(LessonKind kind) {
        Example example =
                examples(kind, false, 1, study(Briefings.PERCEPTRON, 30), 1).getFirst();
        JsonNode line = JSON.readTree(example.line());
        assertThat(example.line()).endsWith("}\n").doesNotContain("\n{");
        assertThat(line.at("/messages/0/role").asString()).isEqualTo("system");
        assertThat(line.at("/messages/1/content").asString()).isEqualTo(example.user());
        assertThat(line.at("/messages/2/role").asString()).isEqualTo("assistant");
        assertThat(line.at("/messages")).hasSize(3);
    }

    /** What a model is taught to say has to be what the service understands. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPolicysAnswerIsAProposalWithoutFault(long seed) {
        SearchSpace space = RandomSpaces.space(seed);
        PastStudy study = study(space, 20);
        Disguise disguise = Disguise.of(space, true, new Random(seed));
        Example example = new PolicyTeacher()
                .example(study, 10, new Lessons.Settings(LessonKind.POLICY, true, 1, 6_000, seed), new Random(seed))
                .orElseThrow();
        ReadAnswer read = new AnswerReader(Briefings.of(disguise.space()), true).read(example.assistant());
        assertThat(read.rejections()).isEmpty();
        assertThat(read.repairs()).isEmpty();
        assertThat(read.proposals()).hasSize(1);
    }

    @Test
    void aPolicyIsTaughtTheBestOfTheNextTen() {
        SearchSpace space = Briefings.PERCEPTRON;
        PastStudy study = study(space, 40);
        for (Example example : examples(LessonKind.POLICY, false, 40, study, 1)) {
            JsonNode data = data(example);
            int ended = data.path("trials_ended").asInt();
            Ended best = study.trials().subList(ended, Math.min(40, ended + PolicyTeacher.HORIZON)).stream()
                    .reduce((a, b) -> a.value() >= b.value() ? a : b)
                    .orElseThrow();
            JsonNode answer = JSON.readTree(example.assistant()).at("/proposals/0/configuration");
            assertThat(answer.path("lr").doubleValue())
                    .isCloseTo(
                            best.configuration().coordinate(0),
                            within(1e-3 * best.configuration().coordinate(0)));
            assertThat(data.path("proposals_wanted").asInt()).isOne();
            assertThat(data.has("running")).as("what came later is not told").isFalse();
        }
    }

    @Test
    void aSurrogateIsTaughtTheScoresThatLaterTrialsHad() {
        PastStudy study = study(Briefings.PERCEPTRON, 40);
        double deviation = Shaken.of(study, new Random()).deviation();
        for (Example example : examples(LessonKind.SURROGATE, false, 10, study, 1)) {
            JsonNode data = data(example);
            double zero = data.path("score_0").doubleValue();
            double hundred = data.path("score_100").doubleValue();
            List<Double> scores = ReadScores.of(
                            example.assistant(), data.path("candidates").size())
                    .scores();
            for (int i = 0; i < scores.size(); i++) {
                double lr = data.at("/candidates/c%d/lr".formatted(i + 1)).doubleValue();
                Ended trial = study.trials().stream()
                        .min(Comparator.comparingDouble(
                                some -> Math.abs(some.configuration().coordinate(0) / lr - 1)))
                        .orElseThrow();
                double score = Math.clamp(100 * (trial.value() - zero) / (hundred - zero), 0, 150);
                assertThat(scores.get(i)).isCloseTo(score, within(0.1 + 400 * deviation / (hundred - zero)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LessonKind.class)
    void redactedExamplesNameNothing(LessonKind kind) {
        assertThat(examples(kind, true, 10, study(Briefings.PERCEPTRON, 30), 1))
                .hasSize(10)
                .allSatisfy(example -> assertThat(example.line())
                        .doesNotContain(
                                "secret", "\\\"lr\\\"", "width", "dropout", "solver", "momentum", "Adam", "SGD"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aDisguiseIsTheSameSpace(long seed) {
        SearchSpace space = RandomSpaces.space(seed);
        Disguise disguise = Disguise.of(space, true, new Random(seed));
        assertThat(disguise.space().size()).isEqualTo(space.size());
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            Configuration point = RandomSpaces.point(space, random);
            assertThat(disguise.space().contains(disguise.of(point))).isTrue();
            assertThat(disguise.space().values(disguise.of(point))).hasSameSizeAs(space.values(point));
        }
    }

    @Test
    void parametersStandInAnotherOrderFromExampleToExample() {
        List<List<String>> orders =
                examples(LessonKind.SURROGATE, false, 10, study(Briefings.PERCEPTRON, 30), 1).stream()
                        .map(example ->
                                List.copyOf(data(example).path("parameters").propertyNames()))
                        .toList();
        assertThat(orders.stream().distinct()).hasSizeGreaterThan(5);
        assertThat(orders)
                .allSatisfy(order -> assertThat(order.indexOf("solver")).isLessThan(order.indexOf("momentum")));
    }

    @Test
    void valuesAreShakenByAHundredthOfTheirScale() {
        PastStudy study = study(Briefings.PERCEPTRON, 200);
        Shaken shaken = Shaken.of(study, new Random(1));
        History shakenHistory = study.history(study.space(), point -> point, shaken);
        double width = shaken.deviation() / Lessons.JITTER;
        double squares = 0;
        for (int i = 0; i < 200; i++) {
            double difference =
                    shakenHistory.value(i, 0) - study.trials().get(i).value();
            squares += difference * difference;
        }
        assertThat(Math.sqrt(squares / 200) / width).isCloseTo(0.01, within(0.0015));
    }

    @Test
    void thereIsNothingToLearnFromAStudyWithoutTrials() {
        assertThat(examples(LessonKind.POLICY, false, 10, study(Briefings.PERCEPTRON, 0), 1))
                .isEmpty();
        assertThat(examples(LessonKind.SURROGATE, false, 10, study(Briefings.PERCEPTRON, 5), 1))
                .isEmpty();
    }
}
