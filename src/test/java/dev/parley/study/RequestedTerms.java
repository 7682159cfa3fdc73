package dev.parley.study;

import java.util.Objects;
import java.util.random.RandomGenerator;

/** What the service would run for a request, read as it reads it, without a study being stored. */
public final class RequestedTerms {

    private RequestedTerms() {}

    /**
     * The terms of the study that this request would create.
     *
     * @throws dev.parley.problem.ProblemException if the service would refuse it
     */
    public static StudyTerms of(StudyRequest request) {
        SentDefinition definition = SentDefinition.of(request).whole();
        StrategyDefinition strategy = definition.strategy().withDefaults(RandomGenerator.getDefault());
        return strategy.terms(
                Objects.requireNonNull(definition.space()),
                Objects.requireNonNull(definition.objectives()),
                TransferDefinition.NONE,
                null);
    }
}
