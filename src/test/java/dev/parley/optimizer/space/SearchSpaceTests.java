package dev.parley.optimizer.space;

import static dev.parley.optimizer.space.FaultAssertions.assertConfigurationFaults;
import static dev.parley.optimizer.space.FaultAssertions.assertSpaceFaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SearchSpaceTests {

    /** solver → momentum (sgd), and solver → amsgrad (adam) → warmup (true). */
    private static final SearchSpace SOLVERS = new SearchSpace(List.of(
            new FloatParameter("lr", 1e-5, 0.1, null, Scale.LOG, 0.001, null),
            categorical("solver", null, "adam", "sgd", "none"),
            new FloatParameter("momentum", 0, 0.9, 0.1, Scale.LINEAR, null, when("solver", "sgd")),
            categorical("amsgrad", when("solver", "adam"), true, false),
            new IntParameter("warmup", 1, 10, 1, Scale.LINEAR, 3L, when("amsgrad", true))));

    @Test
    void rejectsASpaceOfNoOrTooManyParameters() {
        assertSpaceFaults(() -> new SearchSpace(List.of()), new Fault("", "must hold at least one parameter"));
        assertSpaceFaults(() -> new SearchSpace(chain(1_001)), new Fault("", "must hold at most 1000 parameters"));
    }

    @Test
    void rejectsNamesThatAreBlankLongOrTaken() {
        assertSpaceFaults(
                () -> space(categorical(" ", null, 1), categorical("x".repeat(201), null, 1)),
                new Fault("/0/name", "must have 1 to 200 characters"),
                new Fault("/1/name", "must have 1 to 200 characters"));
        assertSpaceFaults(
                () -> space(categorical("a", null, 1), categorical("b", null, 1), categorical("a", null, 1)),
                new Fault("/2/name", "must not repeat the name of parameter 0"));
        assertThat(space(categorical("x".repeat(200), null, 1)).size()).isEqualTo(1);
    }

    @Test
    void rejectsAnUnknownParent() {
        assertSpaceFaults(
                () -> space(categorical("a", when("b", 1), 1)),
                new Fault("/0/when/parameter", "must name a parameter of this space"));
    }

    @Test
    void rejectsAParentDeclaredLater() {
        assertSpaceFaults(
                () -> space(categorical("a", when("b", 1), 1), categorical("b", null, 1)),
                new Fault("/0/when/parameter", "must name a parameter declared before this one"));
    }

    @Test
    void rejectsCycles() {
        Fault fault =
                new Fault("/0/when/parameter", "must not lead back to this parameter: the conditions form a cycle");
        assertSpaceFaults(() -> space(categorical("a", when("a", 1), 1)), fault);
        assertSpaceFaults(
                () -> space(
                        categorical("a", when("c", 1), 1),
                        categorical("b", when("a", 1), 1),
                        categorical("c", when("b", 1), 1)),
                fault);
    }

    @Test
    void rejectsAFloatParent() {
        assertSpaceFaults(
                () -> space(
                        new FloatParameter("a", 0, 1, 1.0, Scale.LINEAR, null, null),
                        categorical("b", when("a", 1.0), 1)),
                new Fault("/1/when/parameter", "must name an int, ordinal or categorical parameter, not a float"));
    }

    @Test
    void rejectsActivatingValuesThatTheParentCannotHave() {
        assertSpaceFaults(
                () -> space(
                        new IntParameter("a", 0, 4, 2, Scale.LINEAR, null, null),
                        categorical("b", when("a"), 1),
                        categorical("c", when("a", 2, 3, 6), 1)),
                new Fault("/1/when/in", "must hold at least one value of the parent"),
                new Fault("/2/when/in/1", "must be a whole number of steps of 2 above 0"),
                new Fault("/2/when/in/2", "must be between 0 and 4"));
    }

    @Test
    void keepsExactlyTheActiveParameters() {
        assertThat(SOLVERS.values(SOLVERS.prune(new double[] {0.01, 0, 0.3, 0, 5})))
                .containsExactly(
                        entry("lr", 0.01), entry("solver", "adam"), entry("amsgrad", true), entry("warmup", 5L));
        assertThat(SOLVERS.values(SOLVERS.prune(new double[] {0.01, 1, 0.3, 0, 5})))
                .containsExactly(entry("lr", 0.01), entry("solver", "sgd"), entry("momentum", 0.3));
        assertThat(SOLVERS.values(SOLVERS.prune(new double[] {0.01, 2, 0.3, 0, 5})))
                .containsOnlyKeys("lr", "solver");
        assertThat(SOLVERS.isFlat()).isFalse();
        assertThat(IntStream.range(0, SOLVERS.size()).map(SOLVERS::parent)).containsExactly(-1, -1, 1, 1, 3);
    }

    @Test
    void fillsInDefaultsOfActiveParameters() {
        Configuration configuration = SOLVERS.configuration(Map.of("solver", "adam", "amsgrad", true));
        assertThat(SOLVERS.values(configuration))
                .containsExactly(
                        entry("lr", 0.001), entry("solver", "adam"), entry("amsgrad", true), entry("warmup", 3L));
        assertThat(SOLVERS.configuration(SOLVERS.values(configuration))).isEqualTo(configuration);
    }

    @Test
    void namesEveryFaultOfAConfiguration() {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("lr", null);
        values.put("solver", "sgd");
        values.put("amsgrad", true);
        values.put("warm/up~", 3);
        assertConfigurationFaults(
                () -> SOLVERS.configuration(values),
                new Fault("/lr", "must not be null"),
                new Fault("/momentum", "must be given"),
                new Fault("/amsgrad", "must be left out: its condition does not hold"),
                new Fault("/warm~1up~0", "must name a parameter of the study's space"));
    }

    @Test
    void leavesOpenWhatDependsOnAParameterAtFault() {
        assertConfigurationFaults(
                () -> SOLVERS.configuration(Map.of("solver", "rmsprop", "momentum", 0.5, "warmup", 99)),
                new Fault("/solver", "must be one of [adam, sgd, none]"),
                new Fault("/warmup", "must be between 1 and 10"));
        assertConfigurationFaults(
                () -> SOLVERS.configuration(Map.of("momentum", 0.5, "warmup", 3)),
                new Fault("/solver", "must be given"));
    }

    @Test
    void fixesSomeParametersOnly() {
        Configuration fixed = SOLVERS.fixed(Map.of("momentum", 0.1 + 0.2, "lr", 0.01));
        assertThat(SOLVERS.values(fixed)).containsExactly(entry("lr", 0.01), entry("momentum", 0.3));
        assertThat(SOLVERS.configuration(Map.of("lr", 0.01, "solver", "sgd", "momentum", 0.3))
                        .matches(fixed))
                .isTrue();
        assertThat(SOLVERS.configuration(Map.of("lr", 0.01, "solver", "sgd", "momentum", 0.4))
                        .matches(fixed))
                .isFalse();
        assertThat(SOLVERS.configuration(Map.of("lr", 0.01, "solver", "none")).matches(fixed))
                .isTrue();
        assertThat(SOLVERS.fixed(Map.of())).isEqualTo(Configuration.none(SOLVERS));
        assertThat(Configuration.none(SOLVERS).isEmpty()).isTrue();
    }

    @Test
    void rejectsWhatCannotBeFixed() {
        assertConfigurationFaults(
                () -> SOLVERS.fixed(Map.of("lr", 1, "solver", "adam", "momentum", 0.5, "depth", 3)),
                new Fault("/lr", "must be between 1.0E-5 and 0.1"),
                new Fault("/momentum", "must be left out: the value fixed for its parent deactivates it"),
                new Fault("/depth", "must name a parameter of the study's space"));
    }

    @Test
    void holdsConditionsNestedAThousandDeep() {
        SearchSpace space = new SearchSpace(chain(1_000));
        Configuration whole = space.prune(new double[1_000]);
        assertThat(whole.isActive(999)).isTrue();
        assertThat(space.configuration(space.values(whole))).isEqualTo(whole);
        double[] coordinates = new double[1_000];
        coordinates[500] = 1;
        Configuration half = space.prune(coordinates);
        assertThat(Arrays.stream(half.toArray()).filter(c -> !Double.isNaN(c))).hasSize(501);
        assertThat(space.configuration(space.values(half))).isEqualTo(half);
    }

    @Test
    void rejectsACycleAThousandLong() {
        List<Parameter> parameters = new ArrayList<>(chain(1_000));
        parameters.set(0, categorical("p0", when("p999", "on"), "on", "off"));
        assertSpaceFaults(
                () -> new SearchSpace(parameters),
                new Fault("/0/when/parameter", "must not lead back to this parameter: the conditions form a cycle"));
    }

    @Test
    void equalsASpaceOfTheSameParameters() {
        assertThat(new SearchSpace(chain(3)))
                .isEqualTo(new SearchSpace(chain(3)))
                .hasSameHashCodeAs(new SearchSpace(chain(3)));
        assertThat(new SearchSpace(chain(3))).isNotEqualTo(new SearchSpace(chain(4)));
    }

    /** Parameters p0, p1, …, each active while the one before it is on. */
    private static List<Parameter> chain(int length) {
        return IntStream.range(0, length)
                .<Parameter>mapToObj(i -> categorical("p" + i, i == 0 ? null : when("p" + (i - 1), "on"), "on", "off"))
                .toList();
    }

    private static SearchSpace space(Parameter... parameters) {
        return new SearchSpace(List.of(parameters));
    }

    private static CategoricalParameter categorical(String name, @Nullable Condition when, Object... choices) {
        return new CategoricalParameter(name, List.of(choices), null, when);
    }

    private static Condition when(String parent, Object... in) {
        return new Condition(parent, List.of(in));
    }
}
