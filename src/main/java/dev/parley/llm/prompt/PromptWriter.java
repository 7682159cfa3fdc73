package dev.parley.llm.prompt;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes what a model is told of a study: fixed instructions, and all that belongs to the study in one
 * {@linkplain DataBlock block} of data. The same briefing gives the same text.
 *
 * <p>The space is always whole. Of everything else each kind has a lane, the most telling first: the best trials, the latest,
 * those that lie farthest from the rest, what is known of each parameter, failures, and so on. The lanes are filled in
 * rounds until the tokens are spent, so that the oldest and the least diverse go first.
 */
public final class PromptWriter {

    /** How many tokens go in, where nothing else is said. */
    public static final int TOKENS = 3_000;

    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_REASON = 160;
    private static final int MOST_FAILURES = 5;
    private static final int MOST_REPEATED = 5;
    private static final int MOST_EARLIER = 20;
    private static final int SIGNIFICANT_DIGITS = 6;

    /** With so many trials ended, one less of an earlier study is told. */
    private static final int ENDED_FOR_EARLIER = 3;

    private final int limit;

    /**
     * A writer of prompts of a limited length.
     *
     * @param limit the most tokens of instructions and data, as {@link TokenEstimate} counts them
     */
    public PromptWriter(int limit) {
        this.limit = limit;
    }

    /** The prompt for some proposals; empty if not even the space fits within the limit. */
    public Optional<Prompt> write(Briefing briefing) {
        Vocabulary vocabulary = new Vocabulary(briefing.space());
        Loop loop = briefing.loop();
        String system =
                loop != null ? Instructions.PROPOSALS.text() + Instructions.LOOP.text() : Instructions.PROPOSALS.text();
        String reminder = (loop != null ? Instructions.LOOP_REMINDER : Instructions.PROPOSALS_REMINDER).text();
        int room = limit - TokenEstimate.of(system) - TokenEstimate.of(reminder);
        Integer endedBefore = loop == null ? null : loop.endedBefore();
        DataBlock block = standing(briefing);
        if (endedBefore == null) {
            new StudyText(vocabulary, briefing.description(), briefing.objectives()).addTo(block, room);
        }
        room -= TokenEstimate.of(block.toString());
        if (room < 0) {
            return Optional.empty();
        }
        Lanes lanes = new Lanes()
                .with("ranges", loop == null ? List.of() : loop.ranges().rows(vocabulary));
        if (endedBefore == null) {
            addAll(briefing, vocabulary, lanes);
        } else {
            addNews(briefing, vocabulary, endedBefore, lanes);
        }
        lanes.fill(room);
        lanes.addTo(block);
        AnswerSchema schema = new AnswerSchema(vocabulary, loop != null);
        return Optional.of(new Prompt(system, block + reminder, schema.json(), schema.tokens(briefing.wanted())));
    }

    /** How far the study is. */
    private static DataBlock standing(Briefing briefing) {
        DataBlock block = new DataBlock()
                .with("proposals_wanted", briefing.wanted())
                .with("trials_ended", briefing.history().ended());
        return briefing.trialsLeft() == null ? block : block.with("trials_left", briefing.trialsLeft());
    }

    private static void addAll(Briefing briefing, Vocabulary vocabulary, Lanes lanes) {
        Ranking ranking = new Ranking(briefing.history(), briefing.objectives());
        Highlights highlights = Highlights.of(briefing.space(), briefing.history(), ranking);
        TrialText trials = new TrialText(
                vocabulary, briefing.history(), briefing.objectives().size());
        boolean isSingle = briefing.objectives().size() == 1;
        int front = isSingle ? 0 : Math.min(ranking.front(), highlights.best().size());
        List<Integer> best = highlights.best();
        lanes.with("pareto_front", trials.rows(best.subList(0, front)))
                .with("best_trials", trials.rows(best.subList(front, best.size())))
                .with("latest_trials", trials.rows(highlights.latest()))
                .with("parameter_findings", findings(briefing, vocabulary, ranking))
                .with("diverse_trials", trials.rows(highlights.diverse()))
                .with("earlier_studies", earlier(briefing, vocabulary))
                .with("failures", failures(briefing.failures(), vocabulary))
                .with("constraints", constraints(briefing.constraints()))
                .with("waiting", configurations(briefing.waiting(), Briefing.MOST_WANTED, vocabulary))
                .with("you_repeated", configurations(briefing.repeated(), MOST_REPEATED, vocabulary))
                .with("running", trials.rows(highlights.running()));
    }

    /** Trials of earlier studies, fewer of them the more of the study's own trials have ended. */
    private static List<String> earlier(Briefing briefing, Vocabulary vocabulary) {
        int most = Math.max(0, MOST_EARLIER - briefing.history().ended() / ENDED_FOR_EARLIER);
        return briefing.earlier().stream()
                .limit(most)
                .map(trial -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("study", trial.study());
                    row.put("objective", PlainText.line(trial.objective(), LONGEST_NAME));
                    row.put("direction", trial.direction().toString());
                    row.put("value", Figures.rounded(trial.value(), SIGNIFICANT_DIGITS));
                    row.put("place", trial.place() + " of " + trial.trials());
                    row.put("configuration", vocabulary.shown(trial.configuration()));
                    return DataBlock.json(row);
                })
                .toList();
    }

    /** What has happened since so many trials had ended. */
    private static void addNews(Briefing briefing, Vocabulary vocabulary, int endedBefore, Lanes lanes) {
        History history = briefing.history();
        Ranking ranking = new Ranking(history, briefing.objectives());
        int objectives = briefing.objectives().size();
        TrialText trials = new TrialText(vocabulary, history, objectives);
        int best = Math.min(ranking.numbers().length, objectives == 1 ? 1 : ranking.front());
        List<Integer> latestEndFirst = Arrays.stream(ranking.numbers())
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(history::end).reversed())
                .limit(Math.max(0, history.ended() - endedBefore))
                .toList();
        lanes.with(
                        objectives == 1 ? "best_trials" : "pareto_front",
                        trials.rows(Arrays.stream(ranking.numbers())
                                .limit(best)
                                .boxed()
                                .toList()))
                .with("new_trials", trials.rows(latestEndFirst))
                .with("failures", failures(briefing.failures(), vocabulary))
                .with("waiting", configurations(briefing.waiting(), Briefing.MOST_WANTED, vocabulary))
                .with("you_repeated", configurations(briefing.repeated(), MOST_REPEATED, vocabulary));
    }

    private static List<String> findings(Briefing briefing, Vocabulary vocabulary, Ranking ranking) {
        int tried = briefing.history().size() - briefing.history().count(Standing.IGNORED);
        return tried == 0
                ? List.of()
                : Marginal.of(vocabulary, briefing.history(), ranking).stream()
                        .map(Marginal::row)
                        .toList();
    }

    private static List<String> constraints(List<String> names) {
        return names.stream()
                .map(name -> DataBlock.json(PlainText.line(name, LONGEST_NAME)))
                .distinct()
                .toList();
    }

    /** The latest failures, each reason once. */
    private static List<String> failures(List<FailedTrial> failures, Vocabulary vocabulary) {
        List<String> rows = new ArrayList<>();
        Set<String> reasons = new LinkedHashSet<>();
        for (FailedTrial failure : failures) {
            String reason = PlainText.line(failure.reason(), LONGEST_REASON);
            if (rows.size() < MOST_FAILURES && reasons.add(reason)) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("reason", reason);
                row.put("configuration", vocabulary.shown(failure.configuration()));
                rows.add(DataBlock.json(row));
            }
        }
        return rows;
    }

    private static List<String> configurations(List<Configuration> some, int most, Vocabulary vocabulary) {
        return some.stream()
                .limit(most)
                .map(configuration -> DataBlock.json(vocabulary.shown(configuration)))
                .toList();
    }
}
