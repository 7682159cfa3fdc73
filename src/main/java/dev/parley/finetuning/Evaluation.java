package dev.parley.finetuning;

import dev.parley.finetuning.Exam.Question;
import dev.parley.finetuning.Result.Arm;
import dev.parley.finetuning.Work.Source;
import dev.parley.study.ModelBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Which questions an evaluation has, in what order; the same whenever it is made of the same fine-tuning. */
final class Evaluation {

    /** The models whose calls are paid for: the fine-tuned one and its base. */
    private static final int MODELS = 2;

    private final FineTune fineTune;
    private final Exam exam;
    private final List<PastStudy> studies;

    private Evaluation(FineTune fineTune, Exam exam, List<PastStudy> studies) {
        this.fineTune = fineTune;
        this.exam = exam;
        this.studies = studies;
    }

    /**
     * The evaluation on the studies that are held out, as many of them as the budget's calls reach for.
     *
     * @param tokens the most tokens of a prompt
     * @param study gives a study as it was when the work began; empty if it was removed
     */
    static Evaluation of(FineTune fineTune, Exam exam, int tokens, Function<Source, Optional<PastStudy>> study) {
        long left = calls(fineTune.request());
        List<PastStudy> reached = new ArrayList<>();
        for (Source source : fineTune.work().sources(Split.HELD_OUT)) {
            PastStudy past = study.apply(source).orElse(null);
            if (past != null && !exam.places(past).isEmpty() && callsOf(exam, past, tokens) <= left) {
                left -= callsOf(exam, past, tokens);
                reached.add(past);
            }
        }
        return new Evaluation(fineTune, exam, reached);
    }

    /** How many calls a study takes of both models. */
    static long callsOf(Exam exam, PastStudy study, int tokens) {
        return (long) MODELS
                * exam.callsOfAPlace(study, tokens)
                * exam.places(study).size();
    }

    /** How many calls an evaluation may make. */
    static long calls(FineTuneRequest request) {
        return Objects.requireNonNullElse(
                Objects.requireNonNull(request.evaluationBudget()).calls(), Long.MAX_VALUE);
    }

    /** Whether there is nothing to ask. */
    boolean isEmpty() {
        return studies.isEmpty();
    }

    /** The first question without a result; empty if all have one. */
    Optional<Question> next() {
        for (PastStudy study : studies) {
            for (int place : exam.places(study)) {
                for (Arm arm : exam.arms()) {
                    Question question = new Question(arm, study.name(), place);
                    if (fineTune.work().results().stream().noneMatch(question::isAnsweredBy)) {
                        return Optional.of(question);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The study that a question is about. */
    PastStudy study(Question question) {
        return studies.stream()
                .filter(study -> study.name().equals(question.study()))
                .findFirst()
                .orElseThrow();
    }

    /** Whether tokens or money beyond the budget are spent. */
    boolean isSpent() {
        ModelBudget budget = Objects.requireNonNull(fineTune.request().evaluationBudget());
        List<Result> results = fineTune.work().results();
        long tokens = results.stream().mapToLong(Result::tokens).sum();
        double money = results.stream().mapToDouble(Result::money).sum();
        return (budget.tokens() != null && tokens >= budget.tokens())
                || (budget.money() != null && money > 0 && money >= budget.money());
    }
}
