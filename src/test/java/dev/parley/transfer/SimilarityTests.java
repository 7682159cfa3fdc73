package dev.parley.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.transfer.Reason.Respect;
import dev.parley.transfer.Similarity.Subject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimilarityTests {

    private static final SearchSpace SPACE =
            new SearchSpace(List.of(new FloatParameter("lr", 1e-4, 1e-1, null, Scale.LOG, null, null)));

    private static Subject study(String objective, Direction direction, Map<String, String> labels) {
        return new Subject(SPACE, List.of(new Objective(objective, direction)), labels);
    }

    private static final Subject LABELLED = study("auc", Direction.MAXIMIZE, Map.of("team", "a", "data", "x"));

    @Test
    void isOneForTheSameInEveryRespect() {
        Similarity same = Similarity.of(LABELLED, LABELLED, 1);
        assertThat(same.score()).isCloseTo(1, within(1e-12));
        assertThat(same.reasons())
                .extracting(Reason::respect)
                .containsExactly(Respect.SPACE, Respect.OBJECTIVES, Respect.LABELS, Respect.TEXT);
    }

    @Test
    void weighsWhatCanBeCompared() {
        Subject other = study("auc", Direction.MAXIMIZE, Map.of("team", "a"));
        assertThat(Similarity.of(LABELLED, other, 0.5).score())
                .isCloseTo(0.6 + 0.1 + 0.1 * 0.5 + 0.2 * 0.5, within(1e-12));
        Subject bare = study("auc", Direction.MAXIMIZE, Map.of());
        assertThat(Similarity.of(LABELLED, bare, Double.NaN).score()).isCloseTo(1, within(1e-12));
        assertThat(Similarity.of(LABELLED, bare, 0).score()).isCloseTo(0.7 / 0.9, within(1e-12));
    }

    @Test
    void tellsHowObjectivesDiffer() {
        assertThat(reason(study("auc", Direction.MINIMIZE, Map.of())))
                .isEqualTo(new Reason(Respect.OBJECTIVES, 0, "auc is to be minimized there."));
        assertThat(reason(study("loss", Direction.MINIMIZE, Map.of())))
                .isEqualTo(new Reason(Respect.OBJECTIVES, 0, "The objective there is loss, to be minimized."));
    }

    private static Reason reason(Subject other) {
        return Similarity.of(LABELLED, other, Double.NaN).reasons().get(1);
    }
}
