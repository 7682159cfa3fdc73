package dev.parley.finetuning;

import dev.parley.finetuning.Exam.Question;
import dev.parley.finetuning.Result.Arm;
import dev.parley.finetuning.Work.Source;
import dev.parley.llm.Cost;
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
     * The evaluation on the studies that are held out, as many of them as the budget's calls reach for, less those that were made
     * in vain.
     *
     * @param tokens the most tokens of a prompt
     * @param study gives a study as it was when the work began; empty if it was removed
     */
    static Evaluation of(FineTune fineTune, Exam exam, int tokens, Function<Source, Optional<PastStudy>> study) {
        long left = calls(fineTune.request()) - inVain(fineTune.work());
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

    /** How many calls were made for questions that have no result. */
    private static long inVain(Work work) {
        return Math.max(
                0,
                work.spent().calls()
                        - work.results().stream().mapToLong(Result::calls).sum());
    }

    /** Whether calls were made in vain, so that the budget may not reach for a study any more. */
    static boolean isShortOfCalls(FineTune fineTune) {
        return inVain(fineTune.work()) > 0;
    }

    /** How many studies it is on. */
    int size() {
        return studies.size();
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

    /** Whether the budget allows no other call. */
    static boolean isSpent(FineTune fineTune) {
        ModelBudget budget = Objects.requireNonNull(fineTune.request().evaluationBudget());
        Cost spent = fineTune.work().spent();
        double money = spent.money().doubleValue();
        return spent.calls() >= calls(fineTune.request())
                || (budget.tokens() != null && spent.tokens() >= budget.tokens())
                || (budget.money() != null && money > 0 && money >= budget.money());
    }

    /** Why work whose budget is spent does not go on. */
    static WorkException spent() {
        return new WorkException("The budget of the evaluation is spent before its end.");
    }
}
