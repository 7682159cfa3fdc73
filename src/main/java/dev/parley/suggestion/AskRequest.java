package dev.parley.suggestion;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.InvalidConfigurationException;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.LeaseTerms;
import dev.parley.study.StudyView;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for trials.
 *
 * @param count how many, 1 to 1,000; 1 if null
 * @param worker who asks: for people to read, and to resume
 * @param leaseSeconds how long the leases are to last; as the study says if null
 * @param fixed values that every trial must have
 * @param waitMs how long the ask may wait for a language model's proposals where none wait for it, in milliseconds; if null,
 *     only the study's first ask waits, as its strategy says
 * @param resume whether the worker was started anew and wants the trials first that it was running, under new leases; not if
 *     null
 */
public record AskRequest(
        @Min(1) @Max(1_000) @Nullable Integer count,
        @Size(max = 200) @Nullable String worker,
        @Min(1) @Max(LeaseTerms.MAX_SECONDS) @Nullable Integer leaseSeconds,

        @Schema(example = "{\"solver\": \"adam\"}") @Nullable
        Map<String, @Nullable Object> fixed,

        @Min(0) @Max(60_000) @Nullable Integer waitMs,
        @Nullable Boolean resume) {

    private static final int MOST_VALUES = 100_000;

    static final AskRequest ONE = new AskRequest(null, null, null, null, null, null);

    int wanted() {
        return count == null ? 1 : count;
    }

    /** How long the leases are to last. */
    int leaseSeconds(StudyView study) {
        return leaseSeconds == null ? study.study().leaseSeconds() : leaseSeconds;
    }

    boolean resumes() {
        return resume != null && resume;
    }

    /**
     * Checks what belongs together.
     *
     * @throws ProblemException of type invalid-request where a worker without a name wants its trials
     */
    void check() {
        if (resumes() && worker == null) {
            throw ProblemException.at("/worker", "must be given to resume: it says whose trials they are");
        }
    }

    /**
     * The fixed values as a part of a configuration.
     *
     * @throws ProblemException of type invalid-request where they do not fit the space, or where the answer would be too long
     */
    Configuration fixedIn(SearchSpace space) {
        if ((long) wanted() * space.size() > MOST_VALUES) {
            int most = MOST_VALUES / space.size();
            throw ProblemException.at(
                    "/count", "must be at most %d, so that one answer holds at most 100,000 values".formatted(most));
        }
        try {
            return space.fixed(fixed == null ? Map.of() : fixed);
        } catch (InvalidConfigurationException e) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "The fixed values do not fit the search space.",
                    e.faults().stream()
                            .map(fault -> new FieldFault("/fixed" + fault.pointer(), fault.detail()))
                            .toList());
        }
    }
}
