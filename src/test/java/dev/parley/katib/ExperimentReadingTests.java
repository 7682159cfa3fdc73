package dev.parley.katib;

import static dev.parley.katib.Experiments.list;
import static dev.parley.katib.Experiments.range;
import static dev.parley.katib.Experiments.real;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import api.v1.beta1.Api.Distribution;
import api.v1.beta1.Api.Experiment;
import api.v1.beta1.Api.NasConfig;
import api.v1.beta1.Api.ObjectiveSpec;
import api.v1.beta1.Api.ParameterSpec;
import api.v1.beta1.Api.ParameterType;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.space.Scale;
import dev.parley.study.ObjectiveDefinition;
import dev.parley.study.ParameterDefinition.CategoricalDefinition;
import dev.parley.study.ParameterDefinition.FloatDefinition;
import dev.parley.study.ParameterDefinition.IntDefinition;
import dev.parley.study.ParameterDefinition.OrdinalDefinition;
import dev.parley.study.StrategyDefinition;
import dev.parley.study.StrategyType;
import dev.parley.study.StudyName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentReadingTests {

    private static final Distribution NONE = Distribution.DISTRIBUTION_UNSPECIFIED;

    @Test
    void makesAParameterOfEachKind() {
        SearchedExperiment experiment = ExperimentReading.read(Experiments.mixed("mnist"));

        assertThat(experiment.definition().space())
                .isEqualTo(List.of(
                        new FloatDefinition("lr", 1e-5, 0.1, null, Scale.LOG, null, null),
                        new FloatDefinition("momentum", 0.1, 0.9, 0.2, Scale.LINEAR, null, null),
                        new IntDefinition("layers", 1L, 7L, 2L, Scale.LINEAR, null, null),
                        new OrdinalDefinition("batch", List.of(16L, 32L, 64L), null, null),
                        new CategoricalDefinition("optimizer", List.of("sgd", "adam", "1e-3"), null, null)));
        assertThat(experiment.definition().objectives())
                .isEqualTo(List.of(new ObjectiveDefinition("accuracy", Direction.MAXIMIZE)));
        assertThat(experiment.metric()).isEqualTo("accuracy");
        assertThat(experiment.definition().labels()).isEqualTo(Map.of("katib-experiment", "mnist"));
    }

    @Test
    void spellsValuesAsTheExperimentDoes() {
        List<SearchedParameter> parameters =
                ExperimentReading.read(Experiments.mixed("mnist")).parameters();

        assertThat(parameters.get(0).text(1.5e-5)).isEqualTo("0.000015");
        assertThat(parameters.get(0).text(0.05)).isEqualTo("0.05");
        assertThat(parameters.get(2).text(7L)).isEqualTo("7");
        assertThat(parameters.get(3).text(32L)).isEqualTo("32.0");
        assertThat(parameters.get(3).text(32)).isEqualTo("32.0");
        assertThat(parameters.get(4).text("1e-3")).isEqualTo("1e-3");
    }

    @Test
    void readsBackWhatItSpelled() {
        SearchedExperiment experiment = ExperimentReading.read(Experiments.mixed("mnist"));
        Map<String, String> assignments =
                Map.of("lr", "1.5E-5", "momentum", "0.3", "layers", "3.0", "batch", "32", "optimizer", "1e-3");

        assertThat(experiment.values(assignments))
                .hasValue(Map.of("lr", 1.5e-5, "momentum", 0.3, "layers", 3L, "batch", 32L, "optimizer", "1e-3"));
        assertThat(experiment.values(Map.of("lr", "0.1"))).isEmpty();
        assertThat(experiment.values(with(assignments, "layers", "2.5"))).isEmpty();
        assertThat(experiment.values(with(assignments, "lr", "fast"))).isEmpty();
        assertThat(experiment.values(with(assignments, "dropout", "0.5"))).isEmpty();
    }

    private static Map<String, String> with(Map<String, String> assignments, String name, String value) {
        Map<String, String> changed = new HashMap<>(assignments);
        changed.put(name, value);
        return changed;
    }

    @Test
    void takesTheStrategyFromTheSettings() {
        SearchedExperiment experiment = ExperimentReading.read(Experiments.mixed(
                "mnist",
                "strategy",
                "llm-tpe",
                "seed",
                "7",
                "mode",
                "coin",
                "model",
                "small",
                "repeats",
                "allow",
                "calls",
                "20",
                "money",
                "1.5",
                "study",
                "digits",
                "description",
                "Handwritten digits"));
        StrategyDefinition strategy =
                Objects.requireNonNull(experiment.definition().strategy());

        assertThat(experiment.study()).isEqualTo(new StudyName("digits"));
        assertThat(experiment.definition().description()).isEqualTo("Handwritten digits");
        assertThat(strategy.type()).isEqualTo(StrategyType.LLM_TPE);
        assertThat(strategy.seed()).isEqualTo(7);
        assertThat(strategy.model()).isEqualTo("small");
        assertThat(Objects.requireNonNull(strategy.budget()).calls()).isEqualTo(20);
        assertThat(Objects.requireNonNull(strategy.budget()).money()).isEqualTo(1.5);
    }

    static List<Arguments> wrongParameters() {
        return List.of(
                wrong(real("lr", "1", "0.5"), "parameter lr: feasibleSpace.max (0.5) must not be below min (1)"),
                wrong(real("lr", "", "1"), "parameter lr: feasibleSpace.min must be given"),
                wrong(real("lr", "0", "NaN"), "parameter lr: feasibleSpace.max must be a number, not \"NaN\""),
                wrong(real("lr", "0", "1e999"), "parameter lr: feasibleSpace.max must be a number, not \"1e999\""),
                wrong(real("lr", "0", "1" + "0".repeat(80)), "feasibleSpace.max must be a number"),
                wrong(real(" ", "0", "1"), "a parameter has no name"),
                wrong(
                        range("lr", ParameterType.DOUBLE, "0", "1", "", Distribution.LOG_UNIFORM),
                        "feasibleSpace.min must be above 0 with the distribution logUniform, not 0"),
                wrong(
                        range("lr", ParameterType.DOUBLE, "1", "2", "0.1", Distribution.LOG_UNIFORM),
                        "feasibleSpace.step must be left out with the distribution logUniform"),
                wrong(
                        range("lr", ParameterType.DOUBLE, "0", "1", "-0.1", NONE),
                        "feasibleSpace.step must be above 0, not -0.1"),
                wrong(
                        range("lr", ParameterType.DOUBLE, "0", "1", "", Distribution.NORMAL),
                        "feasibleSpace.distribution must be uniform or logUniform, not normal"),
                wrong(
                        range("n", ParameterType.INT, "1", "8", "2", Distribution.LOG_UNIFORM),
                        "feasibleSpace.step must be 1 or left out with the distribution logUniform"),
                wrong(
                        range("n", ParameterType.INT, "1.5", "8", "", NONE),
                        "feasibleSpace.min must be a whole number within ±(2^53 − 1), not \"1.5\""),
                wrong(
                        range("n", ParameterType.INT, "1", "1e300", "", NONE),
                        "feasibleSpace.max must be a whole number within ±(2^53 − 1), not \"1e300\""),
                wrong(range("n", ParameterType.INT, "1", "8", "0", NONE), "feasibleSpace.step must be above 0, not 0"),
                wrong(
                        list("n", ParameterType.INT, "1", "2"),
                        "feasibleSpace.list must be left out: parameters of type int have min and max"),
                wrong(list("b", ParameterType.DISCRETE), "feasibleSpace.list must hold at least one value"),
                wrong(
                        list("b", ParameterType.DISCRETE, "1", "two"),
                        "feasibleSpace.list must be a number, not \"two\""),
                wrong(list("b", ParameterType.DISCRETE, "1", "1.0"), "feasibleSpace.list must hold 1.0 once"),
                wrong(list("c", ParameterType.CATEGORICAL, "a", "a"), "feasibleSpace.list must hold \"a\" once"),
                wrong(
                        range("c", ParameterType.CATEGORICAL, "1", "2", "", NONE),
                        "feasibleSpace.min, max and step must be left out"),
                wrong(
                        list("x", ParameterType.UNKNOWN_TYPE, "a"),
                        "parameterType must be double, int, discrete or categorical"));
    }

    private static Arguments wrong(ParameterSpec parameter, String message) {
        return Arguments.of(parameter, message);
    }

    @ParameterizedTest
    @MethodSource("wrongParameters")
    void saysWhatIsWrongWithAParameter(ParameterSpec parameter, String message) {
        assertRefused(Experiments.of("mnist", List.of(real("fine", "0", "1"), parameter)), message);
    }

    @Test
    void saysWhatElseIsWrong() {
        Experiment right = Experiments.mixed("mnist");
        assertRefused(Experiments.of("mnist", List.of()), "parameters must hold at least one parameter");
        assertRefused(
                Experiments.of("mnist", List.of(real("x", "0", "1"), real("x", "0", "1"))),
                "parameter x: is given twice");
        assertRefused(right.toBuilder().setName("").build(), "the experiment needs a name");
        assertRefused(right.toBuilder().setName("a\0b").build(), "may hold a NUL character");
        assertRefused(
                Experiments.of("mnist", List.of(list("c", ParameterType.CATEGORICAL, "a", "\0"))),
                "may hold a NUL character");
        assertRefused(
                with(right, ObjectiveSpec.newBuilder().setObjectiveMetricName("accuracy")),
                "objective.type must be minimize or maximize");
        assertRefused(
                with(right, right.getSpec().getObjective().toBuilder().clearObjectiveMetricName()),
                "objective.objectiveMetricName must be given");
        assertRefused(
                right.toBuilder()
                        .setSpec(right.getSpec().toBuilder().setNasConfig(NasConfig.getDefaultInstance()))
                        .build(),
                "nasConfig must be left out");
    }

    private static Experiment with(Experiment experiment, ObjectiveSpec.Builder objective) {
        return experiment.toBuilder()
                .setSpec(experiment.getSpec().toBuilder().setObjective(objective))
                .build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        random_state | 1    | setting random_state is unknown; there are strategy, seed,
        strategy     | grid | setting strategy must be one of random, sobol, tpe, gp, auto, llm, llm-tpe, not "grid"
        seed         | 1.5  | setting seed must be a whole number, not "1.5"
        study        | A B  | setting study must match
        money        | NaN  | setting money must be a number, not "NaN"
        mode         | GATED| setting mode must be one of gated, coin, init, not "GATED"
        """)
    void saysWhatIsWrongWithASetting(String name, String value, String message) {
        assertRefused(Experiments.mixed("mnist", name, value), message);
    }

    @Test
    void saysEverythingAtOnce() {
        assertThatThrownBy(() -> ExperimentReading.read(Experiments.of(
                        "mnist", List.of(real("x", "1", "0"), real("y", "a", "1")), "seed", "s", "seed", "1")))
                .hasMessageContainingAll("parameter x:", "parameter y:", "seed is given twice", "seed must be");
    }

    @Test
    void namesStudiesAfterExperiments() {
        assertThat(ExperimentReading.studyName("mnist-tpe")).isEqualTo(new StudyName("mnist-tpe"));
        String longName = "a".repeat(120);
        assertThat(ExperimentReading.studyName(longName).value()).hasSize(100);
        assertThat(ExperimentReading.studyName(longName + "b")).isNotEqualTo(ExperimentReading.studyName(longName));
        assertThat(ExperimentReading.studyName("Mnist").value()).matches("mnist-[0-9a-f]{8}");
        assertThat(ExperimentReading.studyName("-ä").value()).matches("[0-9a-f]{8}");
    }

    private static void assertRefused(Experiment experiment, String message) {
        assertThatThrownBy(() -> ExperimentReading.read(experiment))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining(message);
    }
}
