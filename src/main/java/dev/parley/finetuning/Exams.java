package dev.parley.finetuning;

import dev.parley.finetuning.Result.Arm;
import dev.parley.llm.OngoingCalls;
import dev.parley.llm.prediction.ModelPredictions;
import dev.parley.optimizer.Strategy;
import java.util.Map;
import java.util.Objects;

/** Gives the exam of what a model was taught. */
final class Exams {

    private final ModelPredictions predictions;
    private final OngoingCalls ongoing;
    private final Strategy tpe;
    private final Strategy gp;

    /**
     * The exams in which models compete with engines.
     *
     * @param tpe the one that has to be reached
     * @param gp the one whose predictions are shown beside
     */
    Exams(ModelPredictions predictions, OngoingCalls ongoing, Strategy tpe, Strategy gp) {
        this.predictions = predictions;
        this.ongoing = ongoing;
        this.tpe = tpe;
        this.gp = gp;
    }

    Exam of(FineTuneRequest request) {
        long seed = Objects.requireNonNull(request.seed());
        return switch (request.kind()) {
            case SURROGATE -> new PredictionExam(predictions, Map.of(Arm.TPE, tpe, Arm.GP, gp), seed);
            case POLICY -> new ProposalExam(ongoing, tpe, seed);
        };
    }
}
