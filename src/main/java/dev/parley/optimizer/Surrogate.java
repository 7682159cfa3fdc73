package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of a study's first objective that tells good configurations from lucky evaluations. Like a {@link Strategy} it is a
 * pure function, with its slow part apart, and it never throws for a history that a study can bring about.
 */
public interface Surrogate {

    /**
     * Does the slow part of judging.
     *
     * @return null where there is nothing to model
     */
    @Nullable
    Fit fit(SearchSpace space, List<Objective> objectives, History history);

    /**
     * Judges what was tried, by all finished trials of the history, or by the best ones and others spread over it where there
     * are too many.
     *
     * @param fit what {@link #fit} gave for this history or an earlier state of it; null if there is none, where the
     *     recommended trial is the luckiest one
     */
    Verdict judge(SearchSpace space, List<Objective> objectives, History history, @Nullable Fit fit);

    /**
     * Predicts what evaluations will tell.
     *
     * @param fit what {@link #fit} gave for this history or an earlier state of it; null if there is none, where any
     *     configuration is expected to be as those tried
     * @param configurations whole points of the space
     * @return one for each of them
     */
    List<Prediction> predict(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            List<Configuration> configurations);

    /**
     * Chooses configurations that were tried to be tried once more, so that the best becomes known most surely.
     *
     * @param fixed what they must match
     * @return one for each draw; none where nothing that matches was tried
     */
    List<Suggestion> retests(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            Fit fit,
            Configuration fixed,
            List<Draw> draws);
}
