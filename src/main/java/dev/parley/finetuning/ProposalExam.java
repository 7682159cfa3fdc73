package dev.parley.finetuning;

import dev.parley.finetuning.Result.Arm;
import dev.parley.llm.Cost;
import dev.parley.llm.OngoingCalls;
import dev.parley.llm.answer.AcceptedProposal;
import dev.parley.llm.answer.AnswerReader;
import dev.parley.llm.model.Answer;
import dev.parley.llm.model.Failure;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.Reply;
import dev.parley.llm.prompt.Briefing;
import dev.parley.llm.prompt.Prompt;
import dev.parley.llm.prompt.PromptWriter;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tests proposals: short runs of {@value #TRIALS} trials on an {@linkplain Emulator emulator} of the study, the first
 * {@value #STARTS} of them random and the same for every arm; the figure is the regret in the end. Where a model's answer has no
 * proposal to use, the trial is random.
 */
final class ProposalExam implements Exam {

    static final int TRIALS = 20;

    /** As many as TPE draws at random, so that all of its own proposals come of its model. */
    static final int STARTS = 10;

    /** How often a study is run again. */
    private static final int RUNS = 2;

    private static final int FEWEST = 10;

    private final OngoingCalls ongoing;
    private final Strategy engine;
    private final long seed;

    ProposalExam(OngoingCalls ongoing, Strategy engine, long seed) {
        this.ongoing = ongoing;
        this.engine = engine;
        this.seed = seed;
    }

    @Override
    public List<Arm> arms() {
        return List.of(Arm.TUNED, Arm.BASE, Arm.TPE);
    }

    @Override
    public List<Integer> places(PastStudy study) {
        return study.complete() < FEWEST || Emulator.of(study).isEmpty()
                ? List.of()
                : IntStream.range(0, RUNS).boxed().toList();
    }

    @Override
    public int callsOfAPlace(PastStudy study, int tokens) {
        return TRIALS - STARTS;
    }

    /** What a run has come to. */
    private static final class Run {
        History history;
        double best;
        int valid;
        Cost cost = Cost.NONE;

        Run(SearchSpace space) {
            history = History.empty(space, 1);
        }

        void take(Configuration configuration, double value, Direction direction) {
            best = history.size() == 0 || direction.isBetter(value, best) ? value : best;
            history = history.with(List.of(
                    new Observation(history.size(), configuration, Standing.COMPLETE, new double[] {value}, 0)));
        }
    }

    @Override
    public Result result(Question question, PastStudy study, @Nullable LanguageModel model, Proctor proctor) {
        Emulator emulator = Emulator.of(study).orElseThrow();
        long runSeed = seed ^ Lessons.hash(study.name() + "/" + question.place());
        Run run = new Run(study.space());
        for (int trial = 0; trial < TRIALS; trial++) {
            Configuration next = null;
            if (trial >= STARTS) {
                next = model == null ? suggested(study, run, runSeed) : proposed(study, run, model, proctor);
            }
            Configuration chosen = next == null ? random(study.space(), new Draw(runSeed, trial).random()) : next;
            run.valid += next == null ? 0 : 1;
            run.take(chosen, emulator.value(chosen), study.objective().direction());
        }
        return new Result(
                question.arm(),
                question.study(),
                question.place(),
                emulator.regret(run.best),
                TRIALS - STARTS,
                run.valid,
                run.cost.calls(),
                run.cost.tokens(),
                run.cost.money().doubleValue());
    }

    private static Configuration random(SearchSpace space, RandomGenerator random) {
        double[] point = new double[space.size()];
        for (int i = 0; i < point.length; i++) {
            point[i] = space.parameter(i).quantile(random.nextDouble());
        }
        return space.prune(point);
    }

    private Configuration suggested(PastStudy study, Run run, long runSeed) {
        return engine.suggest(
                        study.space(),
                        List.of(study.objective()),
                        run.history,
                        Configuration.none(study.space()),
                        List.of(new Draw(runSeed, run.history.size())))
                .getFirst()
                .configuration();
    }

    /** What the model proposes; null if nothing that can be used. */
    private @Nullable Configuration proposed(PastStudy study, Run run, LanguageModel model, Proctor proctor) {
        proctor.beforeCall();
        Briefing briefing = PolicyTeacher.briefing(
                study.description(), study.space(), study.objective(), run.history, TRIALS - run.history.size());
        Optional<Prompt> prompt = new PromptWriter(model.card().promptTokens()).write(briefing);
        if (prompt.isEmpty()) {
            return null;
        }
        Reply reply = ongoing.ask(
                model,
                new dev.parley.llm.model.Question(
                        prompt.get().system(), prompt.get().user(), prompt.get().schema()));
        Cost cost = Cost.of(
                model.card(), reply, Cost.most(model.card(), model.card().promptTokens()));
        run.cost = run.cost.plus(cost);
        if (!(reply instanceof Failure failure && failure.kind().isFree())) {
            proctor.afterCall(cost);
        }
        return switch (reply) {
            case Answer answer ->
                new AnswerReader(briefing)
                        .read(answer.text()).proposals().stream()
                                .findFirst()
                                .map(AcceptedProposal::configuration)
                                .orElse(null);
            case Failure failure when failure.kind().isAnswer() -> null;
            case Failure failure -> throw new ExamException(model.card().name(), failure.kind());
        };
    }
}
