package dev.parley.mlflow;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a study has come in MLflow.
 *
 * @param study its number in the database
 * @param identity what tells it from every other study, those of other databases and deleted ones of its name too
 * @param experiment the identifier of its experiment; null before there is one
 * @param version the version of the study that the experiment shows; null before there is one
 */
record StudyMark(
        long study,
        UUID identity,
        @Nullable String experiment,
        @Nullable Integer version) {}
