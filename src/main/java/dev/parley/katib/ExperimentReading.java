package dev.parley.katib;

import api.v1.beta1.Api.Experiment;
import api.v1.beta1.Api.ExperimentSpec;
import api.v1.beta1.Api.ObjectiveSpec;
import api.v1.beta1.Api.ParameterSpec;
import com.google.protobuf.Message;
import dev.parley.optimizer.Direction;
import dev.parley.study.LeaseTerms;
import dev.parley.study.ObjectiveDefinition;
import dev.parley.study.StrategyDefinition;
import dev.parley.study.StudyName;
import dev.parley.study.StudyRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what an experiment searches, and says of everything at fault what would be right. */
final class ExperimentReading {

    /** The label of studies that are experiments of Katib. */
    static final String LABEL = "katib-experiment";

    /** A trial is handed out again each time that Katib repeats a request, and that is to be without end. */
    private static final LeaseTerms LEASE = new LeaseTerms(null, 1_000);

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_STUDY_NAME = 100;

    private final Experiment experiment;
    private final ExperimentSpec spec;
    private final List<String> faults = new ArrayList<>();

    private ExperimentReading(Experiment experiment) {
        this.experiment = experiment;
        this.spec = experiment.getSpec();
    }

    /**
     * Reads an experiment.
     *
     * @throws InvalidExperimentException if Parley cannot search it
     */
    static SearchedExperiment read(Experiment experiment) {
        return new ExperimentReading(experiment).read();
    }

    private SearchedExperiment read() {
        String name = experiment.getName();
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            faults.add("the experiment needs a name of at most %d characters".formatted(LONGEST_NAME));
        }
        List<SearchedParameter> parameters = parameters();
        ObjectiveDefinition objective = objective(spec.getObjective());
        SettingsReading settings = new SettingsReading(spec.getAlgorithm().getAlgorithmSettingsList(), faults);
        StrategyDefinition strategy = settings.strategy();
        StudyName named = settings.study();
        if (holdsNul(experiment)) {
            faults.add("no name and no other text may hold a NUL character");
        }
        InvalidExperimentException.throwIfAny(faults);
        StudyRequest definition = new StudyRequest(
                null,
                settings.description(),
                Map.of(LABEL, name),
                List.copyOf(
                        parameters.stream().map(SearchedParameter::definition).toList()),
                List.of(objective),
                strategy,
                null,
                null,
                null,
                LEASE);
        return new SearchedExperiment(
                name, named == null ? studyName(name) : named, definition, parameters, objective.name());
    }

    /** Whether a text anywhere in a message holds what PostgreSQL cannot keep. */
    private static boolean holdsNul(Object value) {
        return switch (value) {
            case String text -> text.indexOf('\0') >= 0;
            case List<?> all -> all.stream().anyMatch(ExperimentReading::holdsNul);
            case Message message -> message.getAllFields().values().stream().anyMatch(ExperimentReading::holdsNul);
            default -> false;
        };
    }

    private List<SearchedParameter> parameters() {
        if (spec.hasNasConfig()) {
            faults.add("nasConfig must be left out: Parley searches parameters, not architectures");
        }
        List<SearchedParameter> parameters = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ParameterSpec one : spec.getParameterSpecs().getParametersList()) {
            if (!names.add(one.getName())) {
                faults.add("parameter %s: is given twice".formatted(one.getName()));
            }
            SearchedParameter parameter = ParameterReading.read(one, faults);
            if (parameter != null) {
                parameters.add(parameter);
            }
        }
        if (names.isEmpty() && !spec.hasNasConfig()) {
            faults.add("parameters must hold at least one parameter");
        }
        return parameters;
    }

    private ObjectiveDefinition objective(ObjectiveSpec objective) {
        String metric = objective.getObjectiveMetricName();
        if (metric.isBlank()) {
            faults.add("objective.objectiveMetricName must be given");
        }
        Direction direction = direction(objective);
        return new ObjectiveDefinition(metric, direction == null ? Direction.MINIMIZE : direction);
    }

    private @Nullable Direction direction(ObjectiveSpec objective) {
        return switch (objective.getType()) {
            case MINIMIZE -> Direction.MINIMIZE;
            case MAXIMIZE -> Direction.MAXIMIZE;
            case UNKNOWN, UNRECOGNIZED -> {
                faults.add("objective.type must be minimize or maximize");
                yield null;
            }
        };
    }

    /** The experiment's name, which Kubernetes allows to be longer than a study's, and others to be of other letters. */
    static StudyName studyName(String experiment) {
        String name = experiment.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
        String begun = name.replaceFirst("^[^a-z0-9]+", "");
        if (begun.equals(experiment) && StudyName.isValid(begun)) {
            return new StudyName(begun);
        }
        String distinct = UUID.nameUUIDFromBytes(experiment.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
        String most = begun.substring(0, Math.min(begun.length(), LONGEST_STUDY_NAME - distinct.length() - 1));
        return new StudyName(most.isEmpty() ? distinct : most + "-" + distinct);
    }
}
