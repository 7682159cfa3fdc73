package dev.parley.study;

import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.StudyListing.Wanted;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Which studies a list is to hold, as a client says it in the query.
 *
 * @param state only those in this state; all if null
 * @param label only those with all of these labels, each a name and a value: {@code team:vision}; all if null
 * @param search only those whose name, description or labels hold this, whatever its case; all if null
 */
public record StudyFilter(
        @Parameter(description = "Only studies in this state") @RequestParam(required = false) @Nullable
        StudyState state,

        @Parameter(description = "Only studies with this label, as name:value; may be repeated")
        @RequestParam(required = false)
        @Nullable
        List<String> label,

        @Parameter(description = "Only studies whose name, description or labels hold this")
        @RequestParam(required = false)
        @Size(max = 200)
        @Nullable
        String search) {

    /**
     * The same, read.
     *
     * @throws ProblemException of type invalid-request
     */
    public Wanted wanted() {
        Map<String, String> labels = new HashMap<>();
        for (String pair : label == null ? List.<String>of() : label) {
            int colon = pair.indexOf(':');
            if (colon < 1) {
                throw new ProblemException(
                        ProblemType.INVALID_REQUEST,
                        "A label filter is a name and a value: team:vision.",
                        List.of(FieldFault.ofParameter("label", "must be name:value")));
            }
            labels.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return new Wanted(state, labels, search == null || search.isBlank() ? null : search.strip());
    }
}
