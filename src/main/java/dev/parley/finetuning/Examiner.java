package dev.parley.finetuning;

import dev.parley.finetuning.Exam.Interruption;
import dev.parley.finetuning.Exam.Question;
import dev.parley.finetuning.FineTunes.Claim;
import dev.parley.llm.Cost;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.Models;
import dev.parley.llm.model.TunedModel.Standing;
import dev.parley.llm.model.TunedModels;
import dev.parley.study.Transactions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Evaluates fine-tuned models, one question at a time. */
@Component
class Examiner {

    private final FineTunes fineTunes;
    private final Exams exams;
    private final PastStudies studies;
    private final Models models;
    private final TunedModels tuned;
    private final Transactions transactions;

    Examiner(
            FineTunes fineTunes,
            Exams exams,
            PastStudies studies,
            Models models,
            TunedModels tuned,
            Transactions transactions) {
        this.fineTunes = fineTunes;
        this.exams = exams;
        this.studies = studies;
        this.models = models;
        this.tuned = tuned;
        this.transactions = transactions;
    }

    /** Has calls made within the budget, and keeps the account of them in the database while the claim is held. */
    private final class Sitting implements Proctor {

        private final Claim claim;
        private final Runnable renew;
        private FineTune now;

        Sitting(Claim claim, FineTune begun, Runnable renew) {
            this.claim = claim;
            this.renew = renew;
            now = begun;
        }

        @Override
        public void beforeCall() {
            renew.run();
            if (Evaluation.isSpent(now)) {
                throw Evaluation.spent();
            }
        }

        @Override
        public void afterCall(Cost cost) {
            now = now.with(now.work().spending(cost));
            if (!transactions.write(() -> fineTunes.keep(claim, now.work()))) {
                throw new Interruption();
            }
        }
    }

    /**
     * Answers one question of the evaluation, or judges where all are answered.
     *
     * @param renew renews the claim, or throws where there is no reason to go on
     */
    FineTune examine(Claim claim, FineTune fineTune, Runnable renew) {
        Exam exam = exams.of(fineTune.request());
        int tokens = base(fineTune).card().promptTokens();
        Evaluation evaluation = Evaluation.of(
                fineTune, exam, tokens, source -> studies.heldOut(fineTune.project(), fineTune.request(), source));
        Optional<Question> next = evaluation.next();
        if (next.isEmpty()) {
            return judged(fineTune);
        }
        Question question = next.get();
        Sitting sitting = new Sitting(claim, fineTune, renew);
        Result result = exam.result(question, evaluation.study(question), model(fineTune, question), sitting);
        return sitting.now.with(sitting.now.work().with(result));
    }

    private static FineTune judged(FineTune fineTune) {
        Verdict verdict = Verdict.of(
                fineTune.request().kind(), fineTune.bar(), fineTune.work().results());
        if (verdict.tuned().count() == 0) {
            throw Evaluation.isShortOfCalls(fineTune)
                    ? Evaluation.spent()
                    : new WorkException("The studies that were held out have been removed.");
        }
        FineTuneState state = verdict.isUsable() ? FineTuneState.USABLE : FineTuneState.REJECTED;
        return fineTune.to(state, verdict.reason(), Instant.now());
    }

    private @Nullable LanguageModel model(FineTune fineTune, Question question) {
        return switch (question.arm()) {
            case TPE, GP -> null;
            case BASE -> base(fineTune);
            case TUNED -> tuned.model(fineTune.project(), Steps.model(fineTune, Standing.CANDIDATE));
        };
    }

    private LanguageModel base(FineTune fineTune) {
        return models.find(fineTune.request().model())
                .orElseThrow(() -> new WorkException("The model %s is not configured any more."
                        .formatted(fineTune.request().model())));
    }
}
