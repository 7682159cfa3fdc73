package dev.parley.bench;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Pruner;
import dev.parley.testing.PeerCurves;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@linkplain PruningMessage messages}, one JSON object a line, from standard input and answers each with a line on
 * standard output, until the input ends. Anything wrong ends the process with a stack trace.
 */
public final class PruningProcess {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final Map<String, ReportingStudy> studies = new HashMap<>();

    private PruningProcess() {}

    /** Runs until the input ends. */
    public static void main(String[] arguments) throws IOException {
        PruningProcess process = new PruningProcess();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(JSON.writeValueAsString(process.answer(JSON.readValue(line, PruningMessage.class))));
            out.flush();
        }
    }

    private Map<String, Object> answer(PruningMessage message) {
        return switch (message) {
            case PruningMessage.Create create -> {
                Direction direction = create.direction();
                studies.put(
                        create.study(),
                        new ReportingStudy(direction, create.pruner().pruner(direction)));
                yield Map.of();
            }
            case PruningMessage.Report report ->
                Map.of("shouldPrune", study(report).report(report.trial(), report.step(), report.value()));
            case PruningMessage.Tell tell -> {
                study(tell).tell(tell.trial(), tell.complete());
                yield Map.of();
            }
            case PruningMessage.Close close -> {
                studies.remove(close.study());
                yield Map.of();
            }
        };
    }

    private ReportingStudy study(PruningMessage message) {
        return Objects.requireNonNull(studies.get(message.study()), message.study());
    }

    /** A study in memory, of which nothing is known but what its trials report. */
    private static final class ReportingStudy {
        private final Direction direction;
        private final Pruner pruner;
        private final Map<Integer, LearningCurve> curves = new HashMap<>();
        private final Set<Integer> complete = new HashSet<>();

        ReportingStudy(Direction direction, Pruner pruner) {
            this.direction = direction;
            this.pruner = pruner;
        }

        boolean report(int trial, long step, double value) {
            LearningCurve curve = extended(curves.get(trial), step, direction.loss(value));
            curves.put(trial, curve);
            PeerCurves peers = new PeerCurves(
                    complete.size(),
                    curves(complete::contains),
                    curves(other -> other != trial && !complete.contains(other)));
            return pruner.shouldPrune(curve, peers);
        }

        void tell(int trial, boolean isComplete) {
            if (isComplete) {
                complete.add(trial);
            }
        }

        private static LearningCurve extended(@Nullable LearningCurve curve, long step, double loss) {
            int before = curve == null ? 0 : curve.size();
            long[] steps = new long[before + 1];
            double[] losses = new double[before + 1];
            for (int i = 0; curve != null && i < before; i++) {
                steps[i] = curve.step(i);
                losses[i] = curve.loss(i);
            }
            steps[before] = step;
            losses[before] = loss;
            return LearningCurve.of(steps, losses);
        }

        private List<LearningCurve> curves(Predicate<Integer> of) {
            return curves.entrySet().stream()
                    .filter(entry -> of.test(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
        }
    }
}
