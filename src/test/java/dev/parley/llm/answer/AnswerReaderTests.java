package dev.parley.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.llm.prompt.Briefing;
import dev.parley.llm.prompt.Briefings;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTests {

    private static final SearchSpace SPACE = Briefings.PERCEPTRON;
    private static final double INACTIVE = Double.NaN;
    private static final Configuration WIDE = new Configuration(0.01, 256, 0.5, 1, 0, 0, INACTIVE);
    private static final String WIDE_TEXT =
            "{'lr': 0.01, 'width': 256, 'dropout': 0.5, 'batch': 32, 'solver': 'Adam', 'nesterov': true}"
                    .replace('\'', '"');

    @Test
    void takesAValidAnswerAsItIs() {
        ReadAnswer answer = read("""
            {"proposals": [{"reason": "a wide one", "configuration": %s},
             {"reason": "another", "configuration": {"lr": 0.001, "width": 8, "dropout": 0, "batch": 128,
               "solver": "SGD", "nesterov": false, "momentum": 0.9}}]}\
            """.formatted(WIDE_TEXT));

        assertThat(answer.proposals().getFirst()).isEqualTo(new AcceptedProposal(WIDE, "a wide one", Set.of()));
        assertThat(answer.proposals().getLast().configuration())
                .isEqualTo(new Configuration(0.001, 8, 0, 3, 1, 1, 0.9));
        assertThat(answer.repairs()).isEmpty();
        assertThat(answer.rejections()).isEmpty();
        assertThat(answer.feedback()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        lr       | "1e-3"    | 0.001 | COERCED
        lr       | " +.01 "  | 0.01  | COERCED
        lr       | 0.11            | 0.1   | CLIPPED
        lr       | 0.0000099       | 1e-5  | CLIPPED
        width    | 530             | 512   | CLIPPED
        width    | 256.0           | 256   |
        width    | 250             | 248   | SNAPPED
        width    | 256.4           | 256   | SNAPPED
        dropout  | 0.30000000000000004 | 0.3 |
        dropout  | 0.34            | 0.3   | SNAPPED
        dropout  | -0.02           | 0     | CLIPPED
        batch    | "64"      | 2     | COERCED
        batch    | 64.0            | 2     |
        solver   | "l bfgs"  | 2     | NORMALIZED
        solver   | "adam"    | 0     | NORMALIZED
        nesterov | "False"   | 1     | COERCED
        lr       | null            | 0.001 | DEFAULTED
        Width    | 64              | 64    | RENAMED_KEY
        """)
    void repairsAValue(String key, String value, double coordinate, @Nullable Repair repair) {
        int index =
                List.of("lr", "width", "dropout", "batch", "solver", "nesterov").indexOf(key.toLowerCase(Locale.ROOT));
        String text =
                WIDE_TEXT.replaceFirst("\"" + key.toLowerCase(Locale.ROOT) + "\": [^,}]+", "\"" + key + "\": " + value);
        ReadAnswer answer = read(proposals(text));

        assertThat(answer.proposals()).as(text).hasSize(1);
        assertThat(answer.proposals().getFirst().configuration().coordinate(index))
                .isEqualTo(coordinate);
        assertThat(answer.repairs()).isEqualTo(repair == null ? Map.of() : Map.of(repair, 1));
        assertThat(answer.proposals().getFirst().repairs())
                .isEqualTo(answer.repairs().keySet());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        lr       | 0.5             | OUT_OF_RANGE
        lr       | 0               | OUT_OF_RANGE
        lr       | -1e308          | OUT_OF_RANGE
        lr       | 1e999           | OUT_OF_RANGE
        lr       | NaN             | NO_NUMBER
        lr       | "high"    | NO_NUMBER
        lr       | true            | NO_NUMBER
        lr       | [0.1]           | NO_NUMBER
        width    | 10000           | OUT_OF_RANGE
        width    | "1e99999999" | OUT_OF_RANGE
        width    | null            | MISSING
        batch    | 48              | NO_CHOICE
        solver   | "rmsprop" | NO_CHOICE
        solver   | "SGD"     | MISSING
        solver   | {}              | NO_CHOICE
        nesterov | 1               | NO_CHOICE
        """)
    void rejectsAValue(String key, String value, Rejection rejection) {
        String text = WIDE_TEXT.replaceFirst("\"" + key + "\": [^,}]+", "\"" + key + "\": " + value);
        ReadAnswer answer = read(proposals(text));

        assertThat(answer.proposals()).as(text).isEmpty();
        assertThat(answer.rejections()).isEqualTo(Map.of(rejection, 1));
        assertThat(answer.feedback())
                .contains("proposal 1: " + (rejection == Rejection.MISSING && key.equals("solver") ? "momentum" : key));
    }

    @Test
    void dropsUnknownKeysAndInactiveParameters() {
        ReadAnswer answer = read(proposals(WIDE_TEXT.replace("}", ", \"layers\": 3, \"momentum\": 0.9}")));

        assertThat(answer.proposals())
                .extracting(AcceptedProposal::configuration)
                .containsExactly(WIDE);
        assertThat(answer.repairs()).isEqualTo(Map.of(Repair.UNKNOWN_KEY, 1, Repair.INACTIVE, 1));
    }

    @Test
    void takesNullForAnInactiveParameterAsItShouldBe() {
        assertThat(read(proposals(WIDE_TEXT.replace("}", ", \"momentum\": null}")))
                        .repairs())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "[%s]", "{\"proposals\": [%s]}", "{\"configurations\": %s}"})
    void takesConfigurationsWithoutTheirEnvelope(String shape) {
        ReadAnswer answer = read(shape.formatted(WIDE_TEXT.replace("}", ", \"reason\": \"why not\"}")));

        assertThat(answer.proposals())
                .extracting(AcceptedProposal::configuration)
                .containsExactly(WIDE);
        assertThat(answer.proposals().getFirst().rationale()).isEqualTo("why not");
        assertThat(answer.repairs()).isEqualTo(Map.of(Repair.BARE, 1));
    }

    @Test
    void tellsProseAndBreaksFromTheRest() {
        String whole = proposals(WIDE_TEXT, WIDE_TEXT.replace("256", "64"));
        ReadAnswer answer = read("I would try:\n```json\n" + whole.substring(0, whole.length() - 20));

        assertThat(answer.proposals())
                .extracting(AcceptedProposal::configuration)
                .containsExactly(WIDE);
        assertThat(answer.repairs()).containsEntry(Repair.SURROUNDED, 1).containsEntry(Repair.BROKEN_OFF, 1);
        assertThat(read(proposals("{\"lr\": 1, " + WIDE_TEXT.substring(1))).repairs())
                .isEqualTo(Map.of(Repair.REPEATED_KEY, 1));
    }

    @Test
    void rejectsWhatHasNoProposals() {
        assertThat(read(null).rejections()).isEqualTo(Map.of(Rejection.UNREADABLE, 1));
        assertThat(read("I cannot help with that.").rejections()).isEqualTo(Map.of(Rejection.UNREADABLE, 1));
        assertThat(read("{\"proposals\": []}").rejections()).isEqualTo(Map.of(Rejection.EMPTY, 1));
        assertThat(read("{\"error\": \"overloaded\"}").rejections()).isEqualTo(Map.of(Rejection.EMPTY, 1));
        assertThat(read("{\"proposals\": [1, null, {\"reason\": \"x\"}]}").rejections())
                .isEqualTo(Map.of(Rejection.SHAPELESS, 3));
        assertThat(read(null).feedback()).contains("no JSON");
    }

    @Test
    void rejectsTrialsOfEveryStanding() {
        List<Observation> trials = new ArrayList<>();
        for (Standing standing : Standing.values()) {
            double[] coordinates = WIDE.toArray();
            coordinates[1] = 8 * (1 + trials.size());
            trials.add(new Observation(
                    trials.size(),
                    new Configuration(coordinates),
                    standing,
                    standing == Standing.COMPLETE ? new double[] {1} : new double[0],
                    0));
        }
        Briefing briefing = Briefings.of(SPACE, History.empty(SPACE, 1).with(trials));
        ReadAnswer answer = new AnswerReader(briefing)
                .read(proposals(IntStream.rangeClosed(1, 6)
                        .mapToObj(i -> WIDE_TEXT.replace("256", String.valueOf(8 * i)))
                        .toArray(String[]::new)));

        assertThat(answer.rejections()).isEqualTo(Map.of(Rejection.TRIED, 5));
        assertThat(answer.repeated()).hasSize(5);
        assertThat(answer.proposals()).hasSize(1);
    }

    @Test
    void rejectsWhatIsProposedAlready() {
        Briefing plain = Briefings.of(SPACE);
        Briefing briefing = new Briefing(
                null,
                SPACE,
                plain.objectives(),
                List.of(),
                plain.history(),
                List.of(),
                List.of(),
                List.of(WIDE),
                List.of(),
                null,
                7,
                null);
        ReadAnswer answer = new AnswerReader(briefing)
                .read(proposals(
                        WIDE_TEXT,
                        WIDE_TEXT.replace("256", "64"),
                        WIDE_TEXT.replace("256", "64").replace("0.01", "0.0101")));

        assertThat(answer.rejections()).isEqualTo(Map.of(Rejection.PROPOSED, 2));
        assertThat(answer.proposals()).hasSize(1);
        assertThat(answer.feedback()).contains("proposal 1: repeats another", "proposal 3: repeats another");
    }

    @Test
    void takesSixteenProposalsAtMost() {
        ReadAnswer answer = read(proposals(IntStream.rangeClosed(1, 20)
                .mapToObj(i -> WIDE_TEXT.replace("256", String.valueOf(8 * i)))
                .toArray(String[]::new)));

        assertThat(answer.proposals()).hasSize(16);
        assertThat(answer.rejections()).isEqualTo(Map.of(Rejection.SURPLUS, 4));
        assertThat(answer.feedback()).isNull();
    }

    @Test
    void asksForNoBetterAnswerWhereEnoughOfItCanBeUsed() {
        int enoughOfThem = (Briefings.of(SPACE).wanted() + 1) / 2;
        List<String> good = IntStream.rangeClosed(1, enoughOfThem)
                .mapToObj(i -> WIDE_TEXT.replace("256", String.valueOf(8 * i)))
                .toList();
        String bad = WIDE_TEXT.replace("0.01", "7");
        ReadAnswer enough =
                read(proposals(Stream.concat(Stream.of(bad), good.stream()).toArray(String[]::new)));
        ReadAnswer tooFew = read(
                proposals(Stream.concat(Stream.of(bad), good.stream().skip(1)).toArray(String[]::new)));

        assertThat(enough.proposals()).hasSize(enoughOfThem);
        assertThat(enough.rejections()).isEqualTo(Map.of(Rejection.OUT_OF_RANGE, 1));
        assertThat(enough.feedback()).isNull();
        assertThat(tooFew.proposals()).hasSize(enoughOfThem - 1);
        assertThat(tooFew.feedback()).contains("proposal 1: lr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"zz\": 1}, ",
                "{\"configuration\": {\"lr\": ",
                "{\"proposals\": [{\"configuration\": {}}, ",
                "[{\"lr\": \"1e9\", \"lr\": [",
                "\u0000",
                "<think>",
                "```json\n{"
            })
    @Timeout(20)
    void takesLittleTimeForTenMegabytes(String piece) {
        ReadAnswer answer = read(piece.repeat(10_000_000 / piece.length()));

        assertThat(answer.proposals()).isEmpty();
        assertThat(answer.rejections()).isNotEmpty();
        assertThat(answer.feedback()).hasSizeLessThan(3_000);
    }

    @Test
    void keepsRationalesShortAndPlain() {
        String reason = "line\\none\\u0007\\u202e <script>" + "x".repeat(1_000);
        ReadAnswer answer =
                read("{\"proposals\": [{\"reason\": \"" + reason + "\", \"configuration\": " + WIDE_TEXT + "}]}");

        assertThat(answer.proposals().getFirst().rationale())
                .startsWith("line one <script>xxx")
                .hasSize(300)
                .endsWith("…");
    }

    @Test
    void fillsAParameterThatHasOneValueOnly() {
        SearchSpace space = new SearchSpace(List.of(
                new IntParameter("n", 1, 9, 1, Scale.LOG, null, null),
                new FloatParameter("x", 0.5, 0.5, null, Scale.LINEAR, null, null)));
        ReadAnswer answer = new AnswerReader(Briefings.of(space)).read(proposals("{\"n\": 3}"));

        assertThat(answer.proposals().getFirst().configuration()).isEqualTo(new Configuration(3, 0.5));
    }

    @Test
    void tellsChoicesOfDifferentTypesApart() {
        Parameter mixed = new CategoricalParameter(
                "c", List.of("1", 1, true, "true", "a\u200bb", "-", "x".repeat(90)), null, null);
        AnswerReader reader = new AnswerReader(Briefings.of(new SearchSpace(List.of(mixed))));
        String values = "\"1\", 1, true, \"true\", \"ab\", \"-\", \"" + "x".repeat(90) + "\"";
        ReadAnswer answer = reader.read(
                proposals(values.replaceAll("([^, ]+)", "{\"c\": $1}").split(", ")));

        assertThat(answer.proposals().stream()
                        .map(p -> p.configuration().coordinate(0))
                        .collect(Collectors.toList()))
                .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    }

    private static ReadAnswer read(@Nullable String text) {
        return new AnswerReader(Briefings.of(SPACE)).read(text);
    }

    private static String proposals(String... configurations) {
        return "{\"proposals\": ["
                + String.join(
                        ", ",
                        List.of(configurations).stream()
                                .map(configuration -> "{\"reason\": \"r\", \"configuration\": " + configuration + "}")
                                .toList())
                + "]}";
    }
}
