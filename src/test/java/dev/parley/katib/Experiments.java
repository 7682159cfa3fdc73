package dev.parley.katib;

import api.v1.beta1.Api.AlgorithmSetting;
import api.v1.beta1.Api.AlgorithmSpec;
import api.v1.beta1.Api.Distribution;
import api.v1.beta1.Api.Experiment;
import api.v1.beta1.Api.ExperimentSpec;
import api.v1.beta1.Api.ExperimentSpec.ParameterSpecs;
import api.v1.beta1.Api.FeasibleSpace;
import api.v1.beta1.Api.ObjectiveSpec;
import api.v1.beta1.Api.ObjectiveType;
import api.v1.beta1.Api.ParameterSpec;
import api.v1.beta1.Api.ParameterType;
import java.util.List;

/** Experiments as Katib would send them. */
final class Experiments {

    private Experiments() {}

    /** One with a parameter of each kind. */
    static Experiment mixed(String name, String... settings) {
        return of(
                name,
                List.of(
                        range("lr", ParameterType.DOUBLE, "1e-5", "0.1", "", Distribution.LOG_UNIFORM),
                        range("momentum", ParameterType.DOUBLE, "0.1", "0.95", "0.2", Distribution.UNIFORM),
                        range("layers", ParameterType.INT, "1", "8", "2", Distribution.DISTRIBUTION_UNSPECIFIED),
                        list("batch", ParameterType.DISCRETE, "64", "16", "32.0"),
                        list("optimizer", ParameterType.CATEGORICAL, "sgd", "adam", "1e-3")),
                settings);
    }

    static Experiment of(String name, List<ParameterSpec> parameters, String... settings) {
        AlgorithmSpec.Builder algorithm = AlgorithmSpec.newBuilder().setAlgorithmName("parley");
        for (int i = 0; i < settings.length; i += 2) {
            algorithm.addAlgorithmSettings(
                    AlgorithmSetting.newBuilder().setName(settings[i]).setValue(settings[i + 1]));
        }
        return Experiment.newBuilder()
                .setName(name)
                .setSpec(ExperimentSpec.newBuilder()
                        .setParameterSpecs(ParameterSpecs.newBuilder().addAllParameters(parameters))
                        .setObjective(ObjectiveSpec.newBuilder()
                                .setType(ObjectiveType.MAXIMIZE)
                                .setGoal(0.99)
                                .setObjectiveMetricName("accuracy")
                                .addAdditionalMetricNames("loss"))
                        .setAlgorithm(algorithm)
                        .setMaxTrialCount(12)
                        .setParallelTrialCount(3))
                .build();
    }

    static ParameterSpec range(
            String name, ParameterType type, String min, String max, String step, Distribution distribution) {
        return ParameterSpec.newBuilder()
                .setName(name)
                .setParameterType(type)
                .setFeasibleSpace(FeasibleSpace.newBuilder()
                        .setMin(min)
                        .setMax(max)
                        .setStep(step)
                        .setDistribution(distribution))
                .build();
    }

    static ParameterSpec real(String name, String min, String max) {
        return range(name, ParameterType.DOUBLE, min, max, "", Distribution.DISTRIBUTION_UNSPECIFIED);
    }

    static ParameterSpec list(String name, ParameterType type, String... values) {
        return ParameterSpec.newBuilder()
                .setName(name)
                .setParameterType(type)
                .setFeasibleSpace(FeasibleSpace.newBuilder().addAllList(List.of(values)))
                .build();
    }
}
