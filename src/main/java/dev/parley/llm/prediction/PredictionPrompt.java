package dev.parley.llm.prediction;

import dev.parley.llm.prompt.DataBlock;
import dev.parley.llm.prompt.Figures;
import dev.parley.llm.prompt.Instructions;
import dev.parley.llm.prompt.JsonSchema;
import dev.parley.llm.prompt.Prompt;
import dev.parley.llm.prompt.StudyText;
import dev.parley.llm.prompt.TokenEstimate;
import dev.parley.llm.prompt.Vocabulary;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What a model is asked that predicts scores, as LLAMBO's discriminative surrogate does (arXiv 2402.03921, section 4): examples
 * of configurations with their scores, and the candidates. It differs from draw to draw in the order of the examples only.
 */
public final class PredictionPrompt {

    /** The most candidates of one prompt. */
    public static final int MOST_CANDIDATES = 8;

    /** What the answer takes for each candidate. */
    private static final int ANSWER_TOKENS = 10;

    /** What the key of a candidate takes, with what stands around it. */
    private static final int MOST_KEY_TOKENS = 6;

    /** Where in their ranges values have as many digits as they usually have. */
    private static final double ORDINARY = 1.0 / 3;

    private static final int SIGNIFICANT_DIGITS = 6;

    private final Inquiry inquiry;
    private final Vocabulary vocabulary;
    private final ScoreScale scale;
    private final List<String> examples = new ArrayList<>();
    private final int room;

    private PredictionPrompt(Inquiry inquiry, ScoreScale scale, int limit) {
        this.inquiry = inquiry;
        this.scale = scale;
        vocabulary = new Vocabulary(inquiry.space());
        String fixed = Instructions.PREDICTIONS.text() + Instructions.PREDICTIONS_REMINDER.text();
        DataBlock others = new DataBlock().withRows("examples", List.of("")).withMembers("candidates", candidates());
        room = limit - TokenEstimate.of(fixed) - TokenEstimate.of(others.toString());
        int left = room - TokenEstimate.of(head().toString());
        for (int number : Examples.of(inquiry)) {
            String example = example(number);
            left -= TokenEstimate.of(example) + 2;
            if (left < 0) {
                break;
            }
            examples.add(example);
        }
    }

    /**
     * The prompt for some candidates, with as many examples as there is room for.
     *
     * @param inquiry what is wanted, with {@value #MOST_CANDIDATES} candidates at most
     * @param limit the most tokens of instructions and data, as {@link TokenEstimate} counts them
     * @return empty if there is nothing to tell scores from, or the space takes all the room
     */
    public static Optional<PredictionPrompt> of(Inquiry inquiry, int limit) {
        if (inquiry.candidates().size() > MOST_CANDIDATES) {
            throw new IllegalArgumentException("there are more candidates than %d: %d"
                    .formatted(MOST_CANDIDATES, inquiry.candidates().size()));
        }
        return ScoreScale.of(inquiry.history(), inquiry.objective().direction())
                .map(scale -> new PredictionPrompt(inquiry, scale, limit))
                .filter(prompt -> !prompt.examples.isEmpty());
    }

    /**
     * How many candidates of a space make a prompt: as many as take no more than a third of what the instructions leave, since
     * examples tell more than company does.
     *
     * @return from 1 to {@value #MOST_CANDIDATES}
     */
    public static int batch(SearchSpace space, int limit) {
        String fixed = Instructions.PREDICTIONS.text() + Instructions.PREDICTIONS_REMINDER.text();
        double[] point = new double[space.size()];
        Arrays.setAll(point, i -> space.parameter(i).quantile(ORDINARY));
        String shown = DataBlock.json(new Vocabulary(space).shown(space.prune(point)));
        int one = TokenEstimate.of(shown) + MOST_KEY_TOKENS;
        return Math.clamp((limit - TokenEstimate.of(fixed)) / (3 * one), 1, MOST_CANDIDATES);
    }

    /** What a candidate is called, by its place from 0. */
    static String key(int candidate) {
        return "c" + (candidate + 1);
    }

    /** How many candidates it is about. */
    int size() {
        return inquiry.candidates().size();
    }

    /** The scores that the model sees and gives. */
    public ScoreScale scale() {
        return scale;
    }

    /** The prompt with its examples in an order drawn from {@code random}. */
    public Prompt shuffled(RandomGenerator random) {
        List<String> shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, random);
        DataBlock block = head().withRows("examples", shuffled).withMembers("candidates", candidates());
        return new Prompt(
                Instructions.PREDICTIONS.text(),
                block + Instructions.PREDICTIONS_REMINDER.text(),
                schema(),
                ANSWER_TOKENS * (1 + inquiry.candidates().size()));
    }

    /**
     * The answer that gives these scores.
     *
     * @param scores one for each candidate, in their order
     */
    public String answer(List<Double> scores) {
        Map<String, Object> byKey = new LinkedHashMap<>();
        scores.forEach(score -> byKey.put(key(byKey.size()), ScoreScale.shown(score)));
        return DataBlock.json(Map.of("scores", byKey));
    }

    private DataBlock head() {
        DataBlock block = new DataBlock();
        new StudyText(vocabulary, inquiry.description(), List.of(inquiry.objective())).addTo(block, room);
        return block.with("score_0", Figures.rounded(scale.zero(), SIGNIFICANT_DIGITS))
                .with("score_100", Figures.rounded(scale.hundred(), SIGNIFICANT_DIGITS));
    }

    private String example(int number) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("configuration", vocabulary.shown(inquiry.history().configuration(number)));
        row.put("score", ScoreScale.shown(scale.score(inquiry.history().value(number, 0))));
        return DataBlock.json(row);
    }

    private List<String> candidates() {
        return IntStream.range(0, inquiry.candidates().size())
                .mapToObj(i -> DataBlock.json(key(i)) + ":"
                        + DataBlock.json(vocabulary.shown(inquiry.candidates().get(i))))
                .toList();
    }

    private String schema() {
        Map<String, Object> scores = new LinkedHashMap<>();
        for (int i = 0; i < inquiry.candidates().size(); i++) {
            scores.put(key(i), Map.of("type", "number"));
        }
        return DataBlock.json(JsonSchema.object(Map.of("scores", JsonSchema.object(scores))));
    }
}
