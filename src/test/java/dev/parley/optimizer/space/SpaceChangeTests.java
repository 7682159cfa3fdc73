package dev.parley.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpaceChangeTests {

    private static final Parameter SOLVER = choice("adam", "sgd");

    private static FloatParameter real(double low, double high, @Nullable Double step) {
        return new FloatParameter("x", low, high, step, Scale.LINEAR, null, null);
    }

    private static IntParameter whole(long low, long high, long step) {
        return new IntParameter("n", low, high, step, Scale.LINEAR, null, null);
    }

    private static CategoricalParameter choice(Object... choices) {
        return new CategoricalParameter("solver", List.of(choices), null, null);
    }

    private static OrdinalParameter ordinal(Object... values) {
        return new OrdinalParameter("batch", List.of(values), null, null);
    }

    private static FloatParameter child(String parent, Object... in) {
        return new FloatParameter("child", 0, 1, null, Scale.LINEAR, null, new Condition(parent, List.of(in)));
    }

    private static SearchSpace space(Parameter... parameters) {
        return new SearchSpace(List.of(parameters));
    }

    private static void allows(SearchSpace from, SearchSpace to) {
        assertThatCode(() -> SpaceChange.check(from, to)).doesNotThrowAnyException();
    }

    private static void refuses(SearchSpace from, SearchSpace to, String... pointers) {
        InvalidSpaceException refusal =
                catchThrowableOfType(InvalidSpaceException.class, () -> SpaceChange.check(from, to));
        assertThat(refusal).as("%s to %s", from, to).isNotNull();
        assertThat(refusal.faults()).extracting(Fault::pointer).containsExactly(pointers);
    }

    @Test
    void rangesMayBecomeWiderAndNarrower() {
        allows(space(real(0, 1, null)), space(real(-3, 7, null)));
        allows(space(real(0, 1, null)), space(real(0.2, 0.2, null)));
        allows(space(real(0, 1, null)), space(real(5, 6, null)));
        allows(space(whole(0, 10, 1)), space(whole(-5, 2, 1)));
        allows(space(real(0, 1, 0.1)), space(real(-0.3, 0.7, 0.1)));
        allows(space(whole(1, 9, 2)), space(whole(-3, 21, 2)));
    }

    @Test
    void gridsStayWhereTheyAre() {
        refuses(space(real(0, 1, 0.1)), space(real(0, 1, 0.05)), "/0/step");
        refuses(space(real(0, 1, 0.1)), space(real(0, 1, null)), "/0/step");
        refuses(space(real(0, 1, null)), space(real(0, 1, 0.5)), "/0/step");
        refuses(space(real(0, 1, 0.1)), space(real(0.05, 0.95, 0.1)), "/0/low");
        refuses(space(whole(0, 10, 2)), space(whole(1, 11, 2)), "/0/low");
        refuses(space(whole(0, 10, 1)), space(whole(0, 10, 2)), "/0/step");
    }

    @Test
    void typesAndScalesStay() {
        Parameter logarithmic = new FloatParameter("x", 1, 10, null, Scale.LOG, null, null);
        refuses(space(real(1, 10, null)), space(logarithmic), "/0/scale");
        refuses(space(whole(1, 9, 1)), space(new IntParameter("n", 1, 9, 1, Scale.LOG, null, null)), "/0/scale");
        refuses(space(whole(1, 9, 1)), space(new FloatParameter("n", 1, 9, 1.0, Scale.LINEAR, null, null)), "/0/type");
        refuses(space(ordinal(1, 2)), space(new CategoricalParameter("batch", List.of(1, 2), null, null)), "/0/type");
    }

    @Test
    void choicesMayBeAddedAnywhere() {
        allows(space(choice("a", "b")), space(choice("c", "b", "d", "a")));
        allows(space(ordinal(16, 64)), space(ordinal(8, 16, 32, 64, 128)));
        allows(space(ordinal(1, 2)), space(ordinal(1.0, 1.5, 2.0)));
    }

    @Test
    void choicesAreNotRemovedAndOrdinalValuesNotMoved() {
        refuses(space(choice("a", "b", "c")), space(choice("b")), "/0/choices", "/0/choices");
        refuses(space(ordinal(16, 64)), space(ordinal(16, 32)), "/0/values");
        refuses(space(ordinal(1, 2, 3)), space(ordinal(1, 3, 2)), "/0/values");
    }

    @Test
    void parametersAreNotAddedRemovedOrMoved() {
        SearchSpace both = space(whole(0, 1, 1), ordinal(1, 2));
        refuses(both, space(whole(0, 1, 1)), "");
        refuses(space(whole(0, 1, 1)), both, "/1");
        refuses(space(whole(0, 1, 1)), space(ordinal(1, 2)), "", "/0");
        refuses(both, space(ordinal(1, 2), whole(0, 1, 1)), "/0/name");
    }

    @Test
    void defaultsMayChange() {
        allows(space(ordinal(1, 2)), space(new OrdinalParameter("batch", List.of(1, 2), 2, null)));
    }

    @Test
    void conditionsStay() {
        Parameter always = new FloatParameter("child", 0, 1, null, Scale.LINEAR, null, null);
        SearchSpace conditional = space(SOLVER, whole(0, 9, 1), child("solver", "sgd"));
        allows(conditional, conditional);
        refuses(conditional, space(SOLVER, whole(0, 9, 1), always), "/2/when");
        refuses(space(SOLVER, whole(0, 9, 1), always), conditional, "/2/when");
        refuses(conditional, space(SOLVER, whole(0, 9, 1), child("n", 1)), "/2/when");
        refuses(conditional, space(SOLVER, whole(0, 9, 1), child("solver", "adam")), "/2/when/in");
        refuses(conditional, space(SOLVER, whole(0, 9, 1), child("solver", "sgd", "adam")), "/2/when/in");
    }

    @Test
    void conditionsMayNameWhatTheParentGainsAndDropWhatItLoses() {
        allows(
                space(SOLVER, child("solver", "sgd")),
                space(choice("adam", "sgd", "lion"), child("solver", "lion", "sgd")));
        allows(space(whole(0, 9, 1), child("n", 1, 8)), space(whole(0, 4, 1), child("n", 1)));
        refuses(space(whole(0, 9, 1), child("n", 1, 8)), space(whole(0, 8, 1), child("n", 1)), "/1/when/in");
    }

    @Test
    void everyRefusalSaysWhatToDoInstead() {
        InvalidSpaceException refusal = catchThrowableOfType(
                InvalidSpaceException.class,
                () -> SpaceChange.check(space(SOLVER, ordinal(1, 2)), space(choice("adam"), ordinal(2))));
        assertThat(refusal.faults())
                .extracting(Fault::detail)
                .allSatisfy(detail -> assertThat(detail).contains("fix the parameter in asks", "start a new study"));
        assertThat(Arrays.asList(refusal.faults().getFirst().pointer())).containsExactly("/0/choices");
    }
}
