package dev.parley.optimizer.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Pruner;
import dev.parley.testing.PeerCurves;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reports and decisions that {@code bench/reference/optuna_pruners.py} recorded from Optuna. */
class OptunaPrunersTests {

    static Stream<JsonNode> cases() throws IOException {
        try (InputStream file = OptunaPrunersTests.class.getResourceAsStream("optuna.json")) {
            return new JsonMapper()
                    .readTree(Objects.requireNonNull(file))
                    .get("cases")
                    .valueStream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyReportIsDecidedAsOptunaDoes(JsonNode recorded) {
        Direction direction =
                Direction.valueOf(recorded.get("direction").stringValue().toUpperCase(Locale.ROOT));
        Pruner pruner = pruner(recorded, direction);
        List<ReplayedTrial> trials = recorded.get("trials")
                .valueStream()
                .map(trial -> new ReplayedTrial(trial, direction))
                .toList();
        StringBuilder decisions = new StringBuilder();
        for (JsonNode report : recorded.get("reports")) {
            ReplayedTrial reporting = trials.get(report.intValue());
            reporting.reported++;
            decisions.append(pruner.shouldPrune(reporting.curve(), peers(trials, reporting)) ? '1' : '0');
        }
        assertThat(decisions).hasToString(recorded.get("prune").stringValue());
    }

    /** A trial of which some reports have been made. */
    private static final class ReplayedTrial {
        private final long[] steps;
        private final double[] losses;
        private final boolean completes;
        private int reported;

        ReplayedTrial(JsonNode recorded, Direction direction) {
            steps = recorded.get("steps")
                    .valueStream()
                    .mapToLong(JsonNode::longValue)
                    .toArray();
            losses = recorded.get("values")
                    .valueStream()
                    .mapToDouble(value -> direction.loss(number(value)))
                    .toArray();
            completes = recorded.get("end").stringValue().equals("complete");
        }

        private static double number(JsonNode value) {
            if (value.isNumber()) {
                return value.doubleValue();
            }
            return switch (value.stringValue()) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.NaN;
            };
        }

        boolean isComplete() {
            return completes && reported == steps.length;
        }

        LearningCurve curve() {
            return LearningCurve.of(
                    IntStream.range(0, reported).mapToLong(i -> steps[i]).toArray(),
                    IntStream.range(0, reported).mapToDouble(i -> losses[i]).toArray());
        }
    }

    private static PeerCurves peers(List<ReplayedTrial> trials, ReplayedTrial reporting) {
        List<LearningCurve> complete = new ArrayList<>();
        List<LearningCurve> others = new ArrayList<>();
        trials.stream()
                .filter(trial -> trial != reporting && trial.reported > 0)
                .forEach(trial -> (trial.isComplete() ? complete : others).add(trial.curve()));
        return new PeerCurves(complete.size(), complete, others);
    }

    private static Pruner pruner(JsonNode settings, Direction direction) {
        return switch (settings.get("pruner").stringValue()) {
            case "percentile" -> percentile(settings);
            case "patience" -> {
                JsonNode other = settings.get("other");
                yield new PatiencePruner(
                        settings.get("patience").intValue(),
                        settings.get("minDelta").doubleValue(),
                        other.isNull() ? null : percentile(other));
            }
            case "threshold" ->
                ThresholdPruner.of(
                        direction,
                        settings.get("lower").asDouble(Double.NEGATIVE_INFINITY),
                        settings.get("upper").asDouble(Double.POSITIVE_INFINITY),
                        schedule(settings));
            case "asha" ->
                new AshaPruner(
                        settings.get("minResource").longValue(),
                        settings.get("reductionFactor").intValue(),
                        settings.get("minEarlyStoppingRate").intValue(),
                        settings.get("bootstrapCount").intValue());
            default -> throw new IllegalArgumentException("no such pruner: " + settings);
        };
    }

    private static PercentilePruner percentile(JsonNode settings) {
        return new PercentilePruner(
                settings.get("percentile").doubleValue(),
                settings.get("startup").intValue(),
                schedule(settings),
                settings.get("minTrials").intValue());
    }

    private static Schedule schedule(JsonNode settings) {
        return new Schedule(
                settings.get("warmup").longValue(), settings.get("interval").longValue());
    }
}
