package dev.parley.trial;

import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Origin;
import dev.parley.study.StudyTerms;
import dev.parley.study.TrialState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trial.
 *
 * @param number its number in the study
 * @param state how far it is
 * @param origin where its configuration came from
 * @param configuration the active parameters and their values
 * @param attempt how often it was handed out
 * @param worker who works on it
 * @param lease the token of the worker's claim; in answers to an ask only
 * @param leaseExpiresAt when the claim ends
 * @param values the objectives' values by name
 * @param standardErrors how far the values may be off, by name, where that is known
 * @param scores the single scores that values were computed from, by name
 * @param step the last step that it reported, of a pruned trial
 * @param constraints outcome constraints by name
 * @param reason why it ended so
 * @param attributes anything else that was told
 * @param rationale why the configuration was suggested, in a model's words
 * @param mixing what there was to choose from, where a model had proposals
 * @param imported whether it is imported history
 * @param retracted whether its result was withdrawn
 * @param draw the draw that its configuration came from
 * @param historyRevision the revision of the history that its configuration was computed from
 * @param fitRevision the revision of the history that the model behind it was fitted to
 * @param revision the revision of its last change
 * @param createdAt when it got its number
 * @param startedAt when it was last handed out
 * @param finishedAt when it ended
 */
@Schema(name = "Trial")
public record TrialResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int number,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) TrialState state,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, implementation = Origin.class)
        String origin,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Object> configuration,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int attempt,
        @Nullable String worker,
        @Nullable String lease,
        @Nullable Instant leaseExpiresAt,
        @Nullable Map<String, Double> values,
        @Nullable Map<String, Double> standardErrors,
        @Nullable Map<String, List<Double>> scores,
        @Nullable Long step,
        @Nullable Map<String, Double> constraints,
        @Nullable String reason,
        @Nullable Map<String, Object> attributes,
        @Nullable String rationale,
        @Nullable MixingNote mixing,
        @Nullable Boolean imported,
        @Nullable Boolean retracted,
        @Nullable Long draw,
        @Nullable Long historyRevision,
        @Nullable Long fitRevision,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long revision,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** Makes responses of trials. */
    @Component
    public static class Factory {

        private final ConfigurationFormat format;
        private final JsonMapper json;

        Factory(ConfigurationFormat format, JsonMapper json) {
            this.format = format;
            this.json = json;
        }

        /** The trial, without its lease. */
        public TrialResponse of(Trial trial, StudyTerms terms) {
            return of(trial, terms, null);
        }

        /** The trial as its worker gets it, with the lease. */
        public TrialResponse handedOut(Trial trial, StudyTerms terms) {
            return of(trial, terms, trial.lease());
        }

        private TrialResponse of(Trial trial, StudyTerms terms, @Nullable Lease lease) {
            RecordedOutcome recorded = trial.recorded();
            return new TrialResponse(
                    trial.number(),
                    trial.state(),
                    trial.provenance().origin(),
                    format.values(terms.space(), trial.configuration()),
                    trial.claim().attempt(),
                    trial.claim().worker(),
                    lease == null ? null : lease.token(),
                    trial.claim().leaseExpiresAt(),
                    named(recorded.values(), terms.objectives()),
                    named(recorded.standardErrors(), terms.objectives()),
                    recorded.scores(),
                    recorded.step(),
                    recorded.constraints(),
                    trial.reason(),
                    recorded.attributes(),
                    trial.provenance().rationale(),
                    trial.provenance().mixing() == null
                            ? null
                            : json.readValue(trial.provenance().mixing(), MixingNote.class),
                    trial.isImported() ? true : null,
                    trial.isRetracted() ? true : null,
                    trial.provenance().draw(),
                    trial.provenance().historyRevision(),
                    trial.provenance().fitRevision(),
                    trial.revision(),
                    trial.createdAt(),
                    trial.startedAt(),
                    trial.finishedAt());
        }
    }

    /** The figures that are known by the names of their objectives; null if there are none. */
    private static @Nullable Map<String, Double> named(double @Nullable [] figures, List<Objective> objectives) {
        if (figures == null) {
            return null;
        }
        Map<String, Double> named = new LinkedHashMap<>();
        for (int i = 0; i < figures.length; i++) {
            if (!Double.isNaN(figures[i])) {
                named.put(objectives.get(i).name(), figures[i]);
            }
        }
        return named;
    }
}
