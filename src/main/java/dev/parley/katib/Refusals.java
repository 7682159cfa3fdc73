package dev.parley.katib;

import dev.parley.problem.DatabaseFaults;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Katib is answered where a call fails; it shows the words in the events of its Suggestion. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static ProblemException busy() {
        return new ProblemException(
                ProblemType.OVERLOADED, "Parley answers other experiments. Katib asks again by itself.");
    }

    static Status ofSuggestions(RuntimeException failure) {
        return switch (failure) {
            case InvalidExperimentException invalid -> Status.INVALID_ARGUMENT.withDescription(invalid.getMessage());
            case ProblemException problem -> code(problem).withDescription(problem.detail());
            case StatusRuntimeException known -> known.getStatus();
            default -> ofUnexpected(failure);
        };
    }

    /**
     * An experiment fails for good by what Katib takes as a verdict, INVALID_ARGUMENT, and also by UNAVAILABLE; any other
     * answer lets it go on to ask for suggestions, where it tries for as long as it takes.
     */
    static Status ofValidation(RuntimeException failure) {
        Status status = ofSuggestions(failure);
        return switch (status.getCode()) {
            case INVALID_ARGUMENT -> status;
            case FAILED_PRECONDITION, NOT_FOUND -> Status.INVALID_ARGUMENT.withDescription(status.getDescription());
            default -> Status.INTERNAL.withDescription("The settings could not be checked. " + status.getDescription());
        };
    }

    private static Status code(ProblemException problem) {
        return switch (problem.type().status().value()) {
            case 400, 422 -> Status.INVALID_ARGUMENT;
            case 404 -> Status.NOT_FOUND;
            case 409, 412 -> Status.FAILED_PRECONDITION;
            case 413 -> Status.RESOURCE_EXHAUSTED;
            case 429, 503 -> Status.UNAVAILABLE;
            default -> Status.INTERNAL;
        };
    }

    private static Status ofUnexpected(RuntimeException failure) {
        if (DatabaseFaults.isAway(failure)) {
            return Status.UNAVAILABLE.withDescription(
                    "Parley cannot reach its database. Nothing is lost; Katib asks again by itself.");
        }
        LOG.error("a call of Katib failed", failure);
        return Status.INTERNAL.withDescription("Something failed inside Parley; its log says what.");
    }
}
