package dev.parley.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.llm.prompt.Briefing;
import dev.parley.llm.prompt.Briefings;
import dev.parley.llm.prompt.DataBlock;
import dev.parley.llm.prompt.PromptWriter;
import dev.parley.llm.prompt.Vocabulary;
import dev.parley.optimizer.History;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomHistories;
import dev.parley.testing.RandomSpaces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a model writes, what comes out of it lies inside the space and is new. */
class AnswerReaderPropertyTests {

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void letsOutOnlyNewPointsOfTheSpace(long seed) {
        Random random = new Random(seed);
        Briefing briefing = briefing(seed);
        AnswerReader reader = new AnswerReader(briefing);
        for (int n = 0; n < 20; n++) {
            String text = text(briefing.space(), random);
            check(briefing, reader.read(text), "seed %d: %s".formatted(seed, text));
            String garbled = garbled(text, random);
            check(briefing, reader.read(garbled), "seed %d: %s".formatted(seed, garbled));
        }
    }

    /** What a model sees of a point it can say, and it is read as that point. */
    @ParameterizedTest
    @MethodSource("seeds")
    void takesEveryPointOfTheSpaceWithoutRepair(long seed) {
        Random random = new Random(seed);
        SearchSpace space = RandomSpaces.space(seed);
        AnswerReader reader = new AnswerReader(Briefings.of(space));
        for (int n = 0; n < 20; n++) {
            Configuration point = RandomSpaces.point(space, random);
            ReadAnswer answer = reader.read(DataBlock.json(
                    Map.of("proposals", List.of(Map.of("reason", "r", "configuration", written(space, point))))));

            assertThat(answer.rejections()).as("seed %d: %s", seed, point).isEmpty();
            assertThat(answer.repairs()).as("seed %d: %s", seed, point).isEmpty();
            assertThat(answer.proposals().getFirst().configuration()).isEqualTo(point);
        }
    }

    /** A prompt never fails either, whatever the space and the history. */
    @ParameterizedTest
    @MethodSource("seeds")
    void comesAfterAPromptOfEveryHistory(long seed) {
        Briefing briefing = briefing(seed);

        assertThat(new PromptWriter(3_000).write(briefing))
                .hasValueSatisfying(prompt -> assertThat(prompt.tokens()).isLessThanOrEqualTo(3_000));
    }

    private static Briefing briefing(long seed) {
        SearchSpace space = RandomSpaces.space(seed);
        return Briefings.of(space, RandomHistories.history(space, 1, 60, seed));
    }

    private static void check(Briefing briefing, ReadAnswer answer, String text) {
        SearchSpace space = briefing.space();
        Distance distance = new Distance(space);
        History history = briefing.history();
        List<Configuration> before = new ArrayList<>();
        for (AcceptedProposal proposal : answer.proposals()) {
            Configuration configuration = proposal.configuration();
            assertThat(space.configuration(space.values(configuration)))
                    .as(text)
                    .isEqualTo(configuration);
            assertThat(proposal.rationale()).hasSizeLessThanOrEqualTo(300);
            for (int number = 0; number < history.size(); number++) {
                assertThat(distance.isDuplicate(configuration, history.configuration(number)))
                        .as(text)
                        .isFalse();
            }
            assertThat(before).as(text).noneMatch(other -> distance.isDuplicate(configuration, other));
            before.add(configuration);
        }
        assertThat(answer.feedback() == null)
                .as(text)
                .isEqualTo(2 * answer.proposals().size() >= briefing.wanted()
                        || answer.rejections().keySet().stream().allMatch(Rejection.SURPLUS::equals));
    }

    /** An answer with some proposals, most of whose values are a little or very wrong. */
    private static String text(SearchSpace space, Random random) {
        List<Object> proposals = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            Map<String, @Nullable Object> values = written(space, RandomSpaces.point(space, random));
            values.replaceAll((name, value) -> random.nextInt(4) > 0 ? value : bent(value, random));
            if (random.nextInt(4) == 0) {
                values.put("p" + random.nextInt(20), bent(null, random));
            }
            proposals.add(Map.of("reason", "r".repeat(random.nextInt(400)), "configuration", values));
        }
        return DataBlock.json(Map.of("proposals", proposals));
    }

    private static Map<String, @Nullable Object> written(SearchSpace space, Configuration point) {
        Vocabulary vocabulary = new Vocabulary(space);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < space.size(); i++) {
            if (point.isActive(i)) {
                boolean isChoice = !vocabulary.labels(i).isEmpty();
                values.put(
                        vocabulary.key(i),
                        isChoice
                                ? vocabulary.labels(i).get((int) point.coordinate(i))
                                : space.parameter(i).value(point.coordinate(i)));
            }
        }
        return values;
    }

    private static @Nullable Object bent(@Nullable Object value, Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> String.valueOf(value);
            case 2 -> value instanceof Number number ? number.doubleValue() * (1 + random.nextGaussian() / 20) : "?";
            case 3 -> Double.NaN;
            case 4 -> Double.MAX_VALUE * random.nextGaussian();
            case 5 -> List.of(String.valueOf(value));
            case 6 -> random.nextBoolean();
            case 7 -> random.nextInt(10);
            case 8 -> "" + random.nextGaussian();
            default -> String.valueOf(value).toUpperCase(Locale.ROOT);
        };
    }

    /** The text with a piece cut out, doubled, cut off or made noise of. */
    private static String garbled(String text, Random random) {
        int from = random.nextInt(text.length());
        int to = from + random.nextInt(text.length() - from);
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> text.substring(0, to) + text.substring(from);
            case 2 -> text.substring(0, to);
            default ->
                text.substring(0, from)
                        + random.ints(20, 0, 0x3000)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        + text.substring(from);
        };
    }
}
