package dev.parley.drift;

import dev.parley.advice.Judge;
import dev.parley.optimizer.Contender;
import dev.parley.optimizer.Verdict;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyState;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import dev.parley.trial.HistoryCache;
import dev.parley.trial.TrialRepository;
import dev.parley.trial.TrialResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what a completed study promises of the configuration that is in use. */
@Component
class Promises {

    /** How many standard errors from the mean the ends of an interval are that holds the true value with 95 %. */
    private static final double ERRORS = 1.96;

    private final Transactions transactions;
    private final Studies studies;
    private final HistoryCache histories;
    private final TrialRepository trials;
    private final TrialResponse.Factory responses;
    private final Judge judge;

    Promises(
            Transactions transactions,
            Studies studies,
            HistoryCache histories,
            TrialRepository trials,
            TrialResponse.Factory responses,
            Judge judge) {
        this.transactions = transactions;
        this.studies = studies;
        this.histories = histories;
        this.trials = trials;
        this.responses = responses;
        this.judge = judge;
    }

    private record Seen(
            StudyView view,
            HistoryCache.Snapshot snapshot,
            @Nullable TrialResponse trial) {}

    /**
     * What a study promises.
     *
     * @param studyId the study's number in the database: another one may have the name by the time this is stored
     * @param deployed the configuration in use and what was promised of it
     */
    record Promised(long studyId, Deployed deployed) {}

    /**
     * What a study promises. Takes up to some tenths of a second: hold no transaction.
     *
     * @param trial the number of the trial whose configuration is in use; null for the recommended one
     * @throws ProblemException of type not-watchable if it promises nothing that could be watched; invalid-request if there is no
     *     such complete trial
     */
    Promised of(Project project, StudyName name, @Nullable Integer trial) {
        Seen seen = transactions.read(() -> {
            StudyView view = studies.find(project, name);
            requirePromise(view);
            return new Seen(view, histories.upTo(view), trial == null ? null : complete(view, trial));
        });
        return new Promised(seen.view.study().id(), deployed(seen));
    }

    private Deployed deployed(Seen seen) {
        Verdict verdict = judge.verdict(seen.view, seen.snapshot);
        if (seen.trial == null) {
            return verdict.contenders().stream()
                    .findFirst()
                    .map(contender -> deployed(seen.view, contender, verdict))
                    .orElseThrow(() -> notWatchable("No trial of the study is complete and feasible."));
        }
        return verdict.contenders().stream()
                .filter(contender -> contender.trials().contains(seen.trial.number()))
                .findFirst()
                .map(contender -> deployed(seen.view, contender, verdict))
                .orElseGet(() -> asTold(seen.view, seen.trial));
    }

    private static void requirePromise(StudyView view) {
        if (view.terms().objectives().size() > 1) {
            throw notWatchable("The study has several objectives, of which no one configuration is the best.");
        }
        if (view.progress().state() != StudyState.COMPLETED) {
            throw notWatchable("The study is %s. It promises something once it is completed."
                    .formatted(view.progress().state()));
        }
        if (view.progress().count(TrialState.COMPLETE) == 0) {
            throw notWatchable("No trial of the study is complete.");
        }
    }

    private static ProblemException notWatchable(String detail) {
        return new ProblemException(ProblemType.NOT_WATCHABLE, detail);
    }

    private TrialResponse complete(StudyView view, int number) {
        return trials.findAll(view.study().id(), List.of(number)).stream()
                .filter(trial -> trial.state() == TrialState.COMPLETE)
                .findFirst()
                .map(trial -> responses.of(trial, view.terms()))
                .orElseThrow(() -> ProblemException.at("/trial", "must be the number of a complete trial"));
    }

    private static Deployed deployed(StudyView view, Contender contender, Verdict verdict) {
        boolean isSure = !Double.isNaN(contender.low());
        Double noise = Optional.ofNullable(verdict.outlook())
                .map(Verdict.Outlook::noise)
                .filter(Double::isFinite)
                .orElse(null);
        Promise promise = new Promise(
                contender.mean(),
                isSure ? (Double) contender.low() : null,
                isSure ? (Double) contender.high() : null,
                noise);
        return new Deployed(view.terms().space().values(contender.configuration()), contender.trials(), promise);
    }

    /** What was told of a trial that the study does not think much of, and by itself knows no more about. */
    private static Deployed asTold(StudyView view, TrialResponse trial) {
        String objective = view.terms().objectives().getFirst().name();
        double mean =
                Objects.requireNonNull(Objects.requireNonNull(trial.values()).get(objective));
        Double error =
                Optional.ofNullable(trial.standardErrors()).orElse(Map.of()).get(objective);
        Promise promise = error == null
                ? new Promise(mean, null, null, null)
                : new Promise(mean, mean - ERRORS * error, mean + ERRORS * error, null);
        return new Deployed(trial.configuration(), List.of(trial.number()), promise);
    }
}
