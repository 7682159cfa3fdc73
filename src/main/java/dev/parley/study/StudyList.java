package dev.parley.study;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of studies, by name.
 *
 * @param studies the studies, without their spaces
 * @param nextPageToken what to send for the next page; absent on the last
 */
public record StudyList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<StudyResponse> studies,
        @Nullable String nextPageToken) {}
