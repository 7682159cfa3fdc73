package dev.parley.transfer;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Experience;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.study.ModelTerms;
import dev.parley.study.Studies;
import dev.parley.study.StudyCreated;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.TransferDefinition;
import dev.parley.study.TransferFrom;
import dev.parley.study.TrialState;
import dev.parley.transfer.Taught.Example;
import dev.parley.transfer.Taught.TaughtTrial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The earlier studies that each study learns from. They are chosen when it is created, and what they teach is copied then, so
 * that its suggestions follow from what is stored of it alone.
 */
@Component
public class Sources {

    /** How much a study must resemble another to be chosen for it, as a whole and in its space. */
    private static final double LEAST_SCORE = 0.5;

    /** How many complete trials it must have to be chosen. */
    private static final int FEWEST_TRIALS = 5;

    /** How many trials are copied: the best, and as many as this from all over the study. */
    private static final int BEST = 100;

    private static final int SPREAD = 50;

    private static final String TRIALS = """
        SELECT configuration::text AS configuration, value FROM (
            (SELECT number, configuration, values[:objective] AS value FROM trial
             WHERE study_id = :study AND loss IS NOT NULL AND violation = 0
             ORDER BY %s, number LIMIT :best)
            UNION
            (SELECT number, configuration, values[:objective] FROM trial
             WHERE study_id = :study AND loss IS NOT NULL AND violation = 0
               AND number = ANY (ARRAY(SELECT generate_series(0, :trials, :stride))))) AS copied
        ORDER BY number
        """;

    private static final String COPY = """
        INSERT INTO study_source (study_id, place, name, score, reasons, taught)
        SELECT :study, place, name, score, reasons, taught FROM study_source
        WHERE study_id = (SELECT study_id FROM study WHERE project = :project AND name = :recorded)
        """;

    private static final TypeReference<List<Reason>> REASONS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private final SimilarStudies similar;
    private final Studies studies;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    Sources(SimilarStudies similar, Studies studies, JdbcClient jdbc, JsonMapper json) {
        this.similar = similar;
        this.studies = studies;
        this.jdbc = jdbc;
        this.json = json;
    }

    @EventListener
    void created(StudyCreated event) {
        StudyView view = event.study();
        ModelTerms model = view.terms().model();
        TransferDefinition transfer = view.terms().transfer();
        TransferFrom from = transfer.sources();
        if (from.isNone()) {
            return;
        }
        if (model != null && model.replay() != null) {
            copy(view, model.replay());
            return;
        }
        List<SimilarStudy> chosen = from.isAuto() ? chosen(view, transfer.mostSources()) : named(view, from.names());
        for (int place = 0; place < chosen.size(); place++) {
            keep(view, place, chosen.get(place));
        }
    }

    /** A study that replays another one learns from the same sources as they were then. */
    private void copy(StudyView view, String recorded) {
        jdbc.sql(COPY)
                .param("study", view.study().id())
                .param("project", view.study().project().name())
                .param("recorded", recorded)
                .update();
    }

    private List<SimilarStudy> chosen(StudyView view, int most) {
        return similar.of(view).stream()
                .filter(study -> study.similarity().score() >= LEAST_SCORE
                        && study.similarity().ofSpaces() >= LEAST_SCORE
                        && study.study().progress().count(TrialState.COMPLETE) >= FEWEST_TRIALS)
                .limit(most)
                .toList();
    }

    private List<SimilarStudy> named(StudyView view, List<String> names) {
        List<FieldFault> faults = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Optional<StudyView> found = lookUp(view, names.get(i));
            String fault = found.map(other -> fault(view, other))
                    .orElse("must name a study of this project: there is no " + names.get(i));
            if (!fault.isEmpty()) {
                faults.add(new FieldFault("/transfer/from/" + i, fault));
            }
            found.ifPresent(other -> ids.add(other.study().id()));
        }
        ProblemException.throwIfAny(faults);
        return similar.among(view, ids);
    }

    private Optional<StudyView> lookUp(StudyView view, String name) {
        return StudyName.isValid(name) ? studies.lookUp(view.study().project(), new StudyName(name)) : Optional.empty();
    }

    /** What keeps a study from learning of another; empty if nothing. */
    private static String fault(StudyView view, StudyView other) {
        if (other.study().id() == view.study().id()) {
            return "must name another study";
        }
        if (other.progress().count(TrialState.COMPLETE) == 0) {
            return "must name a study with complete trials";
        }
        boolean hasCommon = view.terms().space().parameters().stream()
                .anyMatch(parameter -> other.terms().space().indexOf(parameter.name()) >= 0);
        return hasCommon ? "" : "must name a study with a parameter of the same name as one of this study";
    }

    private void keep(StudyView view, int place, SimilarStudy source) {
        jdbc.sql("""
            INSERT INTO study_source (study_id, place, name, score, reasons, taught)
            VALUES (:study, :place, :name, :score, :reasons::jsonb, :taught::jsonb)
            """)
                .param("study", view.study().id())
                .param("place", place)
                .param("name", source.study().study().name().value())
                .param("score", source.similarity().score())
                .param("reasons", json.writeValueAsString(source.similarity().reasons()))
                .param("taught", json.writeValueAsString(taught(view, source.study())))
                .update();
    }

    /** Copies trials with the objective of the same name as the study's first, or the source's first one if none has it. */
    private Taught taught(StudyView view, StudyView source) {
        List<Objective> objectives = source.terms().objectives();
        String wanted = view.terms().objectives().getFirst().name();
        int index = IntStream.range(0, objectives.size())
                .filter(i -> objectives.get(i).name().equals(wanted))
                .findFirst()
                .orElse(0);
        Objective objective = objectives.get(index);
        int trials = source.progress().nextNumber();
        List<TaughtTrial> copied = jdbc.sql(TRIALS.formatted(index == 0 ? "loss" : ":sign * values[:objective]"))
                .param("study", source.study().id())
                .param("objective", index + 1)
                .param("sign", objective.direction().loss(1))
                .param("best", BEST)
                .param("trials", trials)
                .param("stride", Math.max(1, (trials + SPREAD - 1) / SPREAD))
                .query((row, number) ->
                        new TaughtTrial(row.getDouble("value"), json.readValue(row.getString("configuration"), VALUES)))
                .list();
        return new Taught(
                objective.name(), objective.direction(), source.progress().count(TrialState.COMPLETE), copied);
    }

    /** The sources of a study, the most similar first; the caller holds a transaction. */
    public List<Source> of(StudyView view) {
        if (view.terms().transfer().sources().isNone()) {
            return List.of();
        }
        return jdbc.sql("""
            SELECT name, score, reasons::text AS reasons, taught::text AS taught
            FROM study_source WHERE study_id = ? ORDER BY place
            """)
                .param(view.study().id())
                .query((row, number) -> new Source(
                        row.getString("name"),
                        row.getDouble("score"),
                        json.readValue(row.getString("reasons"), REASONS),
                        json.readValue(row.getString("taught"), Taught.class)))
                .list();
    }

    /** The best trials of a source that have a place in a study's space, best first. */
    public List<Example> best(StudyView view, Source source, int most) {
        History history = new Adaptation(view.terms().space()).source(source).history();
        Direction direction = source.taught().direction();
        return IntStream.range(0, history.size())
                .boxed()
                .sorted(Comparator.comparingDouble(number -> direction.loss(history.value(number, 0))))
                .limit(most)
                .map(number -> new Example(history.value(number, 0), history.configuration(number)))
                .toList();
    }

    /** What the sources of a study teach, as points of its space; the caller holds a transaction. */
    public Experience experience(StudyView view) {
        Adaptation adaptation = new Adaptation(view.terms().space());
        return new Experience(of(view).stream().map(adaptation::source).toList());
    }
}
