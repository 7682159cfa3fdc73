package dev.parley.llm.prompt;

import dev.parley.llm.prompt.SpaceText.Detail;
import dev.parley.optimizer.Objective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a study is about, as members of a block of data: its description, its objectives and its whole space. */
public final class StudyText {

    /** From all there is to what a space of many long names needs; the first that leaves room for trials is taken. */
    private static final List<Detail> DETAILS =
            List.of(new Detail(80, 40), new Detail(24, 12), new Detail(12, 6), new Detail(0, 2));

    /** The share of the tokens that the space may take before it is told in less detail. */
    private static final double SPACE_SHARE = 0.75;

    /** The share of the tokens left by the space that the description may take. */
    private static final double DESCRIPTION_SHARE = 0.3;

    private static final int LONGEST_DESCRIPTION = 4_000;
    private static final int LONGEST_NAME = 60;

    private final Vocabulary vocabulary;
    private final @Nullable String description;
    private final List<Objective> objectives;

    /**
     * The text of a study.
     *
     * @param vocabulary what its parameters are called
     * @param description what is optimized, in its user's words; null if nothing was said
     * @param objectives what to optimize
     */
    public StudyText(Vocabulary vocabulary, @Nullable String description, List<Objective> objectives) {
        this.vocabulary = vocabulary;
        this.description = description;
        this.objectives = List.copyOf(objectives);
    }

    /**
     * Adds it to a block.
     *
     * @param room about how many tokens the block may have in the end; the space is whole even where it takes more
     */
    public void addTo(DataBlock block, int room) {
        List<String> parameters = parameters(room);
        int left = room - TokenEstimate.of(String.join(",\n", parameters));
        if (description != null) {
            block.with("description", description(description, (int) (DESCRIPTION_SHARE * left)));
        }
        block.withRows("objectives", objectives());
        block.withMembers("parameters", parameters);
    }

    /** The parameters in the most detail that leaves room for more than them. */
    private List<String> parameters(int room) {
        List<String> parameters = List.of();
        for (Detail detail : DETAILS) {
            parameters = new SpaceText(vocabulary, detail).rows();
            if (TokenEstimate.of(String.join(",\n", parameters)) <= SPACE_SHARE * room) {
                break;
            }
        }
        return parameters;
    }

    private static String description(String description, int tokens) {
        String cut = PlainText.line(description, LONGEST_DESCRIPTION);
        for (int length = cut.length(); length > 0 && TokenEstimate.of(cut) > tokens; length = 3 * length / 4) {
            cut = PlainText.line(cut, length);
        }
        return cut;
    }

    private List<String> objectives() {
        int longest = Math.max(LONGEST_NAME / objectives.size(), 12);
        return objectives.stream()
                .map(objective -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("name", PlainText.line(objective.name(), longest));
                    row.put("direction", objective.direction().toString());
                    return DataBlock.json(row);
                })
                .toList();
    }
}
