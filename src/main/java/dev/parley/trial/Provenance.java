package dev.parley.trial;

import dev.parley.optimizer.Origin;
import jakarta.persistence.Embeddable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * Where a trial's configuration came from, and all that is needed to compute it again.
 *
 * @param origin the word of what suggested it
 * @param draw the draw it was computed with; null if a client gave the configuration
 * @param batchDraw the first draw of the same ask, whose suggestions this one took into account
 * @param historyRevision the revision of the history it was computed from
 * @param fitRevision the revision of the history that the fit it was computed with is of; null if there was none
 * @param fixed the values the ask fixed, as a JSON text; null if none
 * @param turn the word of how a model took part; null if it did not
 * @param mixing what there was to choose from when a model had proposals, as a JSON text of a {@link MixingNote}; null if it
 *     had none
 * @param rationale why it was suggested, in a model's words
 */
@Embeddable
public record Provenance(
        String origin,
        @Nullable Long draw,
        @Nullable Long batchDraw,
        @Nullable Long historyRevision,
        @Nullable Long fitRevision,
        @JdbcTypeCode(SqlTypes.JSON) @Nullable String fixed,
        @Nullable String turn,
        @JdbcTypeCode(SqlTypes.JSON) @Nullable String mixing,
        @Nullable String rationale) {

    /** The provenance of a configuration that a client gave. */
    static Provenance ofClient() {
        return new Provenance(Origin.QUEUED.toString(), null, null, null, null, null, null, null, null);
    }

    /** The provenance of a computed configuration. */
    public static Provenance computed(
            Origin origin,
            long draw,
            long batchDraw,
            long historyRevision,
            @Nullable Long fitRevision,
            @Nullable String fixed) {
        return new Provenance(
                origin.toString(), draw, batchDraw, historyRevision, fitRevision, fixed, null, null, null);
    }

    /** The same, with what a model had to do with it. */
    public Provenance with(@Nullable String turn, String mixing, @Nullable String rationale) {
        return new Provenance(origin, draw, batchDraw, historyRevision, fitRevision, fixed, turn, mixing, rationale);
    }
}
