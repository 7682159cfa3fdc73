package dev.parley.katib;

import static java.util.stream.Collectors.toMap;

import dev.parley.katib.KatibTrial.Fate;
import dev.parley.katib.KnownExperiments.ExperimentStudy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.InvalidConfigurationException;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.problem.ProblemException;
import dev.parley.study.TrialState;
import dev.parley.trial.AddTrialsRequest;
import dev.parley.trial.AddTrialsRequest.NewTrial;
import dev.parley.trial.ConfigurationFormat;
import dev.parley.trial.LeaseClock;
import dev.parley.trial.TellRequest;
import dev.parley.trial.ToldState;
import dev.parley.trial.TrialAdding;
import dev.parley.trial.TrialService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes from Katib what became of trials. Each call brings all of them again: those that are known to have ended cost
 * nothing, and each result is recorded once.
 */
class KatibResults {

    private static final Logger LOG = LoggerFactory.getLogger(KatibResults.class);

    /** How many trials are looked up or added at a time. */
    private static final int BATCH = 5_000;

    private final TrialService trials;
    private final TrialAdding adding;
    private final LeaseClock leases;
    private final ConfigurationFormat format;
    private final JdbcClient jdbc;

    KatibResults(
            TrialService trials, TrialAdding adding, LeaseClock leases, ConfigurationFormat format, JdbcClient jdbc) {
        this.trials = trials;
        this.adding = adding;
        this.leases = leases;
        this.format = format;
        this.jdbc = jdbc;
    }

    /** A trial of the study; its configuration only while it may still be told. */
    private record Stored(
            int number, TrialState state, @Nullable String configuration) {

        boolean isOpen() {
            return switch (state) {
                case QUEUED, RUNNING, LOST -> true;
                case COMPLETE, PRUNED, INFEASIBLE, FAILED, CANCELLED -> false;
            };
        }
    }

    /**
     * Records the results that are new, renews the leases of what still runs, and adds what was never handed out here, such
     * as by an earlier algorithm, as imported history.
     */
    void record(ExperimentStudy study, SearchedExperiment experiment, TrialNames names, List<KatibTrial> told) {
        Map<Integer, Stored> stored = stored(
                study,
                told.stream()
                        .map(trial -> names.number(trial.name()))
                        .flatMapToInt(OptionalInt::stream)
                        .boxed()
                        .distinct()
                        .toList());
        Set<Integer> running = new HashSet<>();
        List<KatibTrial> foreign = new ArrayList<>();
        for (KatibTrial trial : told) {
            OptionalInt number = names.number(trial.name());
            Stored known = number.isPresent() ? stored.get(number.getAsInt()) : null;
            if (known == null || !isSame(study, experiment, known, trial)) {
                foreign.add(trial);
            } else if (trial.isRunning()) {
                running.add(known.number);
            } else if (known.isOpen()) {
                end(study, experiment, known, trial);
            }
        }
        leases.renewAll(study.id(), running);
        adopt(study, experiment, foreign);
    }

    private Map<Integer, Stored> stored(ExperimentStudy study, List<Integer> numbers) {
        List<Stored> all = new ArrayList<>();
        for (List<Integer> batch : batches(numbers)) {
            all.addAll(jdbc.sql("""
                SELECT number, state,
                    CASE WHEN state IN ('queued', 'running', 'lost') THEN configuration::text END AS configuration
                FROM trial WHERE study_id = :study AND number IN (:numbers)
                """)
                    .param("study", study.id())
                    .param("numbers", batch)
                    .query((row, n) -> new Stored(
                            row.getInt("number"),
                            TrialState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                            row.getString("configuration")))
                    .list());
        }
        return all.stream().collect(toMap(Stored::number, Function.identity()));
    }

    /** Whether a trial to be told is what Katib ran by that name: not so where a backup took back what was handed out. */
    private boolean isSame(ExperimentStudy study, SearchedExperiment experiment, Stored stored, KatibTrial trial) {
        if (stored.configuration == null) {
            return true;
        }
        Optional<Configuration> here = format.read(study.space(), stored.configuration);
        Optional<Configuration> there = configuration(study.space(), experiment, trial);
        return here.isEmpty() || there.isEmpty() || here.equals(there);
    }

    private void end(ExperimentStudy study, SearchedExperiment experiment, Stored stored, KatibTrial trial) {
        ToldState state = trial.fate().told();
        try {
            if (state == null) {
                trials.cancel(study.project(), study.name(), stored.number);
            } else {
                trials.tell(study.project(), study.name(), stored.number, result(experiment, trial, state));
            }
        } catch (ProblemException refused) {
            switch (refused.type()) {
                // Somebody was faster, or the trial was taken from Katib: its failure says nothing any more.
                case ALREADY_TOLD, LEASE_LOST, WRONG_STATE, TRIAL_NOT_FOUND ->
                    LOG.debug("trial {} of {} is not told: {}", stored.number, study.name(), refused.detail());
                default -> throw refused;
            }
        }
    }

    private static TellRequest result(SearchedExperiment experiment, KatibTrial trial, ToldState state) {
        return new TellRequest(
                null,
                state,
                values(experiment, trial),
                null,
                null,
                null,
                null,
                trial.reason(experiment.metric()),
                trial.attributes());
    }

    /** A failed trial has none, whatever was measured before it failed. */
    private static @Nullable Map<String, @Nullable Double> values(SearchedExperiment experiment, KatibTrial trial) {
        Double value = trial.value();
        return value == null || trial.fate() == Fate.FAILED ? null : Map.of(experiment.metric(), value);
    }

    private void adopt(ExperimentStudy study, SearchedExperiment experiment, List<KatibTrial> foreign) {
        List<KatibTrial> valued = foreign.stream()
                .filter(trial -> trial.value() != null
                        && (trial.fate() == Fate.COMPLETE || trial.fate() == Fate.PRUNED)
                        && configuration(study.space(), experiment, trial).isPresent())
                .toList();
        Set<String> known = adopted(study, valued.stream().map(KatibTrial::name).toList());
        List<NewTrial> added = new ArrayList<>();
        for (KatibTrial trial : valued) {
            if (known.add(trial.name())) {
                added.add(new NewTrial(
                        trial.fate() == Fate.COMPLETE ? TrialState.COMPLETE : TrialState.PRUNED,
                        Map.copyOf(experiment.values(trial.assignments()).orElseThrow()),
                        values(experiment, trial),
                        null,
                        null,
                        null,
                        null,
                        trial.reason(experiment.metric()),
                        trial.attributes(),
                        null,
                        trial.startedAt(),
                        trial.finishedAt()));
            }
        }
        for (List<NewTrial> batch : batches(added)) {
            adding.add(study.project(), study.name(), new AddTrialsRequest(batch), null);
            LOG.info("Katib told study {} of {} trials that were not its own", study.name(), batch.size());
        }
    }

    /** Which of these trials of Katib were added before, also those whose results were withdrawn since. */
    private Set<String> adopted(ExperimentStudy study, List<String> names) {
        Set<String> adopted = new HashSet<>();
        for (List<String> batch : batches(names)) {
            adopted.addAll(jdbc.sql("""
                SELECT attributes ->> :key FROM trial
                WHERE study_id = :study AND imported AND attributes ->> :key IN (:names)
                """)
                    .param("key", KatibTrial.NAME)
                    .param("study", study.id())
                    .param("names", batch)
                    .query(String.class)
                    .list());
        }
        return adopted;
    }

    private static Optional<Configuration> configuration(
            SearchSpace space, SearchedExperiment experiment, KatibTrial trial) {
        return experiment.values(trial.assignments()).flatMap(values -> {
            try {
                return Optional.of(space.configuration(values));
            } catch (InvalidConfigurationException outside) {
                return Optional.empty();
            }
        });
    }

    private static <T> List<List<T>> batches(Collection<T> all) {
        List<T> listed = List.copyOf(all);
        List<List<T>> batches = new ArrayList<>();
        for (int start = 0; start < listed.size(); start += BATCH) {
            batches.add(listed.subList(start, Math.min(listed.size(), start + BATCH)));
        }
        return batches;
    }
}
