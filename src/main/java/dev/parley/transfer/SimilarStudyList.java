package dev.parley.transfer;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Earlier studies that resemble one, or that it learns from.
 *
 * @param studies the studies, the most similar first
 */
public record SimilarStudyList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<SimilarStudyResponse> studies) {}
