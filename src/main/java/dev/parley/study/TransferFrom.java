package dev.parley.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which studies another one may learn from: those most similar to it, those with some names, or none.
 *
 * @param isAuto whether the service picks them
 * @param names their names, where it does not; empty for none
 */
@Schema(
        name = "TransferFrom",
        types = {"string", "array"},
        description = "auto, none, or the names of studies of the same project")
public record TransferFrom(boolean isAuto, List<String> names) {

    private static final String AUTO_WORD = "auto";
    private static final String NONE_WORD = "none";

    /** No study. */
    public static final TransferFrom NONE = new TransferFrom(false, List.of());

    public TransferFrom {
        names = List.copyOf(names);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static TransferFrom of(@Nullable Object value) {
        if (AUTO_WORD.equals(value)) {
            return new TransferFrom(true, List.of());
        }
        if (NONE_WORD.equals(value)) {
            return NONE;
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return new TransferFrom(false, list.stream().map(String.class::cast).toList());
        }
        throw new IllegalArgumentException("must be auto, none or a list of names of studies");
    }

    @JsonValue
    Object word() {
        if (isAuto) {
            return AUTO_WORD;
        }
        return names.isEmpty() ? NONE_WORD : names;
    }

    /** Whether there is no study to learn from. */
    public boolean isNone() {
        return !isAuto && names.isEmpty();
    }
}
