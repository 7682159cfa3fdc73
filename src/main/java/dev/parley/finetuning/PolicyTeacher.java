package dev.parley.finetuning;

import dev.parley.finetuning.PastStudy.Ended;
import dev.parley.llm.prompt.Briefing;
import dev.parley.llm.prompt.DataBlock;
import dev.parley.llm.prompt.PromptWriter;
import dev.parley.llm.prompt.Vocabulary;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Teaches to propose: the question is the service's own for one proposal, the answer the best of the next
 * {@value #HORIZON} trials that came.
 */
final class PolicyTeacher implements Lessons.Teacher {

    /** Among how many of the next trials the best is the answer. */
    static final int HORIZON = 10;

    /** The words that stand in an answer's place for a reason; nobody knows why a trial was good. */
    private static final String REASON = "promising by the trials so far";

    @Override
    public int earliest() {
        return 0;
    }

    @Override
    public Optional<Example> example(PastStudy study, int ended, Lessons.Settings settings, RandomGenerator random) {
        List<Ended> next = study.trials().subList(ended, Math.min(study.trials().size(), ended + HORIZON));
        Direction direction = study.objective().direction();
        Optional<Ended> best = next.stream()
                .filter(trial -> trial.isComplete() && trial.violation() == 0)
                .min(Comparator.comparingDouble(trial -> direction.loss(trial.value())));
        if (best.isEmpty()) {
            return Optional.empty();
        }
        Disguise disguise = Disguise.of(study.space(), settings.redact(), random);
        Shaken shaken = Shaken.of(study, random);
        History history = study.first(ended).history(disguise.space(), disguise::of, shaken);
        Briefing briefing = briefing(
                settings.redact() ? null : study.description(),
                disguise.space(),
                settings.redact() ? Lessons.redacted(study.objective()) : study.objective(),
                history,
                study.trials().size() - ended);
        Vocabulary vocabulary = new Vocabulary(disguise.space());
        Map<String, Object> proposal = new LinkedHashMap<>();
        proposal.put("reason", REASON);
        proposal.put("configuration", vocabulary.written(disguise.of(best.get().configuration())));
        String answer = DataBlock.json(Map.of("proposals", List.of(proposal)));
        return new PromptWriter(settings.tokens())
                .write(briefing)
                .map(prompt -> new Example(prompt.system(), prompt.user(), answer));
    }

    /** What the service tells a model of which it wants one proposal. */
    static Briefing briefing(
            @Nullable String description, SearchSpace space, Objective objective, History history, long left) {
        return new Briefing(
                description,
                space,
                List.of(objective),
                List.of(),
                history,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                left,
                1,
                null);
    }
}
