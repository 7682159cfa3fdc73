package dev.parley.study;

import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list a client wants.
 *
 * @param size how many entries at most, 1 to {@value #MAX_SIZE}
 * @param after the place of the last entry of the page before, or null for the first page
 */
public record Page(int size, @Nullable String after) {

    /** The most entries of a page. */
    public static final int MAX_SIZE = 1_000;

    /** How many entries a page has where the client does not say. */
    public static final int DEFAULT_SIZE = 100;

    /**
     * The page a client asks for.
     *
     * @throws ProblemException of type invalid-request
     */
    public static Page of(@Nullable Integer pageSize, @Nullable String pageToken) {
        int size = pageSize == null ? DEFAULT_SIZE : pageSize;
        if (size < 1 || size > MAX_SIZE) {
            throw fault("pageSize", "must be between 1 and " + MAX_SIZE);
        }
        if (pageToken == null) {
            return new Page(size, null);
        }
        String after = decoded(pageToken);
        if (after.indexOf('\0') >= 0) {
            throw malformedToken();
        }
        return new Page(size, after);
    }

    private static String decoded(String pageToken) {
        try {
            return new String(Base64.getUrlDecoder().decode(pageToken), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformedToken();
        }
    }

    /** The problem of a page token that this list never gave out. */
    public static ProblemException malformedToken() {
        return fault("pageToken", "must be the nextPageToken of an earlier page of the same list");
    }

    private static ProblemException fault(String parameter, String detail) {
        return new ProblemException(
                ProblemType.INVALID_REQUEST,
                "The query parameter %s %s.".formatted(parameter, detail),
                List.of(FieldFault.ofParameter(parameter, detail)));
    }

    /**
     * The token of the page after the one that starts {@code entries}, or null if that is the last.
     *
     * @param entries the entries of this page and, if there is one, at least one more
     * @param place what says where an entry stands
     */
    public <T> @Nullable String nextToken(List<T> entries, Function<T, String> place) {
        return entries.size() <= size ? null : token(place.apply(entries.get(size - 1)));
    }

    /** The token of the page after a place. */
    public static String token(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    /** The entries of this page. */
    public <T> List<T> cut(List<T> entries) {
        return entries.subList(0, Math.min(size, entries.size()));
    }
}
