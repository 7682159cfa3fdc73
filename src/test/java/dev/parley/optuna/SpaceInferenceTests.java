package dev.parley.optuna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.optimizer.space.Scale;
import dev.parley.optuna.Distribution.CategoricalDistribution;
import dev.parley.optuna.Distribution.FloatDistribution;
import dev.parley.optuna.Distribution.IntDistribution;
import dev.parley.optuna.OptunaTrial.Drawn;
import dev.parley.optuna.OptunaTrial.State;
import dev.parley.problem.ProblemException;
import dev.parley.study.ConditionDefinition;
import dev.parley.study.ParameterDefinition;
import dev.parley.study.ParameterDefinition.CategoricalDefinition;
import dev.parley.study.ParameterDefinition.FloatDefinition;
import dev.parley.study.ParameterDefinition.IntDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpaceInferenceTests {

    private static final Distribution UNIT = new FloatDistribution(0, 1, false, null);
    private static final Distribution KIND = new CategoricalDistribution(List.of("tree", "line", "net"));

    private final List<OptunaTrial> trials = new ArrayList<>();

    private static Drawn drawn(Distribution distribution, Object value) {
        return new Drawn(distribution, value);
    }

    private void trial(State state, Object... namesAndDrawn) {
        SequencedMap<String, Drawn> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndDrawn.length; i += 2) {
            parameters.put((String) namesAndDrawn[i], (Drawn) namesAndDrawn[i + 1]);
        }
        trials.add(new OptunaTrial(
                trials.size(),
                state,
                parameters,
                Map.of(),
                List.of(),
                new TreeMap<>(),
                new LinkedHashMap<>(),
                Map.of(),
                null,
                null,
                null));
    }

    private void complete(Object... namesAndDrawn) {
        trial(State.COMPLETE, namesAndDrawn);
    }

    private List<ParameterDefinition> space() {
        return SpaceInference.of(trials);
    }

    @Test
    void rangesThatChangedAreUnited() {
        complete(
                "x",
                drawn(new FloatDistribution(1, 10, true, null), 2.0),
                "n",
                drawn(new IntDistribution(0, 8, false, 4), 4L));
        complete(
                "x",
                drawn(new FloatDistribution(0.1, 5, true, null), 2.0),
                "n",
                drawn(new IntDistribution(4, 16, false, 4), 4L));
        assertThat(space())
                .containsExactly(
                        new FloatDefinition("x", 0.1, 10.0, null, Scale.LOG, null, null),
                        new IntDefinition("n", 0L, 16L, 4L, Scale.LINEAR, null, null));
    }

    @Test
    void stepsThatDoNotMeetAreLeftOut() {
        complete(
                "x",
                drawn(new FloatDistribution(0, 1, false, 0.5), 0.5),
                "n",
                drawn(new IntDistribution(0, 8, false, 4), 4L));
        complete(
                "x",
                drawn(new FloatDistribution(0, 1, false, 0.4), 0.4),
                "n",
                drawn(new IntDistribution(1, 9, false, 4), 5L));
        assertThat(space())
                .containsExactly(
                        new FloatDefinition("x", 0.0, 1.0, null, Scale.LINEAR, null, null),
                        new IntDefinition("n", 0L, 9L, 1L, Scale.LINEAR, null, null));
    }

    @Test
    void valuesThatWereEnqueuedOutsideTheirRangeWidenIt() {
        complete(
                "x",
                drawn(new FloatDistribution(1, 10, true, null), -2.0),
                "n",
                drawn(new IntDistribution(0, 8, false, 4), 11L));
        assertThat(space())
                .containsExactly(
                        new FloatDefinition("x", -2.0, 10.0, null, Scale.LINEAR, null, null),
                        new IntDefinition("n", 0L, 11L, 1L, Scale.LINEAR, null, null));
    }

    @Test
    void choicesAreUnitedInTheirOrder() {
        complete("kind", drawn(new CategoricalDistribution(List.of("a", 1L)), "a"));
        complete("kind", drawn(new CategoricalDistribution(List.of("b", "a")), "b"));
        assertThat(space()).containsExactly(new CategoricalDefinition("kind", List.of("a", 1L, "b"), null, null));
    }

    @Test
    void aParameterOfSomeChoicesIsConditional() {
        complete("kind", drawn(KIND, "tree"), "depth", drawn(UNIT, 0.1));
        complete("kind", drawn(KIND, "line"));
        complete("kind", drawn(KIND, "net"), "depth", drawn(UNIT, 0.1));
        assertThat(space().get(1).when()).isEqualTo(new ConditionDefinition("kind", List.of("tree", "net")));
    }

    @Test
    void conditionsNest() {
        Distribution deep = new CategoricalDistribution(List.of(true, false));
        complete("kind", drawn(KIND, "tree"), "deep", drawn(deep, true), "depth", drawn(UNIT, 0.1));
        complete("kind", drawn(KIND, "tree"), "deep", drawn(deep, false));
        complete("kind", drawn(KIND, "line"));
        assertThat(space().get(1).when()).isEqualTo(new ConditionDefinition("kind", List.of("tree")));
        assertThat(space().get(2).when()).isEqualTo(new ConditionDefinition("deep", List.of(true)));
    }

    @Test
    void aCategoricalParentIsPreferredToANumber() {
        Distribution layers = new IntDistribution(1, 3, false, 1);
        complete("layers", drawn(layers, 3L), "kind", drawn(KIND, "net"), "second", drawn(UNIT, 0.1));
        complete("layers", drawn(layers, 1L), "kind", drawn(KIND, "tree"));
        assertThat(space().get(2).when()).isEqualTo(new ConditionDefinition("kind", List.of("net")));
    }

    @Test
    void aParameterAtAndBelowSomeNumberIsConditional() {
        Distribution layers = new IntDistribution(1, 9, false, 2);
        complete("layers", drawn(layers, 3L), "few", drawn(UNIT, 0.1));
        complete("layers", drawn(layers, 1L), "few", drawn(UNIT, 0.1));
        complete("layers", drawn(layers, 7L));
        assertThat(space().get(1).when()).isEqualTo(new ConditionDefinition("layers", List.of(1L, 3L)));
    }

    @Test
    void whatNothingExplainsCountsAsTheLastTrialHasIt() {
        complete("x", drawn(UNIT, 0.1), "gone", drawn(UNIT, 0.1));
        complete("x", drawn(UNIT, 0.2), "come", drawn(UNIT, 0.1));
        assertThat(space()).extracting(ParameterDefinition::name).containsExactly("x", "come");
        assertThat(space().get(1).when()).isNull();
    }

    @Test
    void trialsThatEndedHalfwayMakeNothingConditional() {
        complete("x", drawn(UNIT, 0.1), "y", drawn(UNIT, 0.1));
        trial(State.FAIL, "x", drawn(UNIT, 0.2));
        trial(State.RUNNING, "x", drawn(UNIT, 0.2));
        assertThat(space()).extracting(ParameterDefinition::when).containsOnlyNulls();
    }

    @Test
    void aBranchThatWasAlwaysPrunedIsKept() {
        complete("kind", drawn(KIND, "tree"), "depth", drawn(UNIT, 0.1));
        trial(State.PRUNED, "kind", drawn(KIND, "line"), "c", drawn(UNIT, 0.2));
        complete("kind", drawn(KIND, "tree"), "depth", drawn(UNIT, 0.3));
        assertThat(space()).extracting(ParameterDefinition::name).containsExactly("kind", "depth", "c");
        assertThat(space().get(1).when()).isEqualTo(new ConditionDefinition("kind", List.of("tree")));
        assertThat(space().get(2).when()).isEqualTo(new ConditionDefinition("kind", List.of("line")));
    }

    @Test
    void trialsThatWerePrunedHalfwayMakeNothingConditional() {
        Distribution layers = new IntDistribution(1, 9, false, 2);
        complete("kind", drawn(KIND, "tree"), "layers", drawn(layers, 3L), "y", drawn(UNIT, 0.1));
        trial(State.PRUNED, "kind", drawn(KIND, "tree"), "layers", drawn(layers, 5L));
        assertThat(space()).extracting(ParameterDefinition::when).containsOnlyNulls();
    }

    @Test
    void aParameterOfTwoKindsIsRefused() {
        complete("x", drawn(UNIT, 0.1));
        complete("x", drawn(KIND, "tree"));
        assertThatThrownBy(this::space).isInstanceOf(ProblemException.class).hasMessageContaining("parameter x");
    }

    @Test
    void noTrialsMakeNoSpace() {
        trial(State.WAITING);
        assertThat(space()).isEmpty();
    }
}
