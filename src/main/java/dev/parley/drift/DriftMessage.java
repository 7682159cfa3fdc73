package dev.parley.drift;

import dev.parley.drift.WatchResponse.DriftFinding;
import dev.parley.drift.WatchResponse.LiveFigures;
import dev.parley.study.StudyView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What webhooks are told of a drift; the names mean what they mean in a watch.
 *
 * @param study the study's name
 * @param objective the objective's name
 * @param configuration the configuration in use
 * @param trials the numbers of the complete trials of it
 * @param promised what the study promised of it
 * @param bound what live values were to be no worse than on average
 * @param live what the live measurements since then are like
 * @param evidence the e-value
 * @param pValue one over the greatest evidence so far
 * @param drift what was found
 */
record DriftMessage(
        String study,
        String objective,
        Map<String, Object> configuration,
        List<Integer> trials,
        Promise promised,
        double bound,
        @Nullable LiveFigures live,
        double evidence,
        double pValue,
        @Nullable DriftFinding drift) {

    static DriftMessage of(StudyView view, Watch watch, List<Watches.Live> worse) {
        return new DriftMessage(
                view.study().name().value(),
                view.terms().objectives().getFirst().name(),
                watch.deployed().configuration(),
                watch.deployed().trials(),
                watch.deployed().promise(),
                watch.bound(view),
                LiveFigures.of(worse),
                watch.evidence(),
                watch.pValue(),
                DriftFinding.of(watch.drift()));
    }
}
