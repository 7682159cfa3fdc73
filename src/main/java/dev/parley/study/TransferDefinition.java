package dev.parley.study;

import dev.parley.problem.FieldFault;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a study may learn from earlier ones. They are chosen and their trials copied when it is created, so that it stays as it
 * began whatever becomes of them.
 *
 * @param from auto, none, or the names of studies of the same project; none if null
 * @param most the most studies that auto may choose, 1 to 24; 16 if null
 */
@Schema(name = "Transfer")
public record TransferDefinition(
        @Nullable TransferFrom from,
        @Min(1) @Max(MOST_SOURCES) @Nullable Integer most) {

    /** The most studies that one may learn from. */
    public static final int MOST_SOURCES = 24;

    private static final int USUAL_SOURCES = 16;

    /** Nothing is learned from others. */
    public static final TransferDefinition NONE = new TransferDefinition(null, null).inForce();

    /** One study alone, or nothing if no trial of it is complete that could teach anything. */
    static @Nullable TransferDefinition from(StudyView study) {
        return study.progress().count(TrialState.COMPLETE) == 0
                ? null
                : new TransferDefinition(
                        new TransferFrom(false, List.of(study.study().name().value())), null);
    }

    /** The same, with nothing left out. */
    TransferDefinition inForce() {
        return new TransferDefinition(
                from == null ? TransferFrom.NONE : from, most == null ? (Integer) USUAL_SOURCES : most);
    }

    /** Whether every field given here equals the other's. */
    boolean agreesWith(TransferDefinition stored) {
        return (from == null || from.equals(stored.from)) && (most == null || most.equals(stored.most));
    }

    /** Which studies; of a definition in force. */
    public TransferFrom sources() {
        return Objects.requireNonNull(from);
    }

    /** The most that are chosen; of a definition in force. */
    public int mostSources() {
        return Objects.requireNonNull(most);
    }

    /** Adds what is wrong with it, with pointers from the transfer on. */
    void addFaults(List<FieldFault> faults) {
        if (most != null && (from == null || !from.isAuto())) {
            faults.add(new FieldFault("/transfer/most", "must be left out: only auto chooses"));
        }
        if (from == null) {
            return;
        }
        if (from.names().size() > MOST_SOURCES) {
            faults.add(new FieldFault("/transfer/from", "must hold at most %d names".formatted(MOST_SOURCES)));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < from.names().size(); i++) {
            if (!seen.add(from.names().get(i))) {
                faults.add(new FieldFault("/transfer/from/" + i, "must not repeat an earlier name"));
            }
        }
    }
}
