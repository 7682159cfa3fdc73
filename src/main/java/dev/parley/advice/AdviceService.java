package dev.parley.advice;

import dev.parley.optimizer.ParetoFront;
import dev.parley.optimizer.Verdict;
import dev.parley.optimizer.Verdict.Outlook;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.trial.HistoryCache;
import dev.parley.trial.Trial;
import dev.parley.trial.TrialRepository;
import dev.parley.trial.TrialResponse;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Answers what came out best, and what is still to gain. */
@Service
public class AdviceService {

    private static final int MOST_CONTENDERS = 10;
    private static final double SECONDS_PER_HOUR = 3600;

    /** How many comparisons of two trials a page of the front may take: a few tenths of a second. */
    private static final long MOST_COMPARISONS = 100_000_000;

    private final Transactions transactions;
    private final Studies studies;
    private final TrialRepository trials;
    private final HistoryCache histories;
    private final Judge judge;
    private final TrialResponse.Factory responses;
    private final JdbcClient jdbc;

    AdviceService(
            Transactions transactions,
            Studies studies,
            TrialRepository trials,
            HistoryCache histories,
            Judge judge,
            TrialResponse.Factory responses,
            JdbcClient jdbc) {
        this.transactions = transactions;
        this.studies = studies;
        this.trials = trials;
        this.histories = histories;
        this.judge = judge;
        this.responses = responses;
        this.jdbc = jdbc;
    }

    /** A study and its trials, as recent as the study. */
    private record Seen(StudyView view, HistoryCache.Snapshot snapshot) {

        boolean hasOneObjective() {
            return view.terms().objectives().size() == 1;
        }
    }

    /** What one transaction saw of a study and of its best trials. */
    private record SeenBest(
            Seen seen, List<TrialResponse> trials, @Nullable String nextPageToken) {}

    /** What one transaction saw of a study and of how long its trials take. */
    private record SeenPace(Seen seen, @Nullable Double seconds) {}

    /** The caller holds a transaction. */
    private Seen seen(Project project, StudyName name) {
        StudyView view = studies.find(project, name);
        return new Seen(view, histories.upTo(view));
    }

    private SeenBest best(Seen seen) {
        Integer best = seen.view.progress().bestNumber();
        return new SeenBest(seen, responses(seen.view, best == null ? List.of() : List.of(best)), null);
    }

    private SeenBest front(Seen seen, int after, int size) {
        ParetoFront.Part part = ParetoFront.after(
                seen.snapshot.history(), seen.view.terms().objectives(), after, size, MOST_COMPARISONS);
        return new SeenBest(
                seen,
                responses(seen.view, part.numbers()),
                part.next().isEmpty()
                        ? null
                        : Page.token(Integer.toString(part.next().getAsInt())));
    }

    private static int after(Page page) {
        try {
            return page.after() == null ? -1 : Integer.parseInt(page.after());
        } catch (NumberFormatException e) {
            throw Page.malformedToken();
        }
    }

    private List<TrialResponse> responses(StudyView view, List<Integer> numbers) {
        return numbers.isEmpty()
                ? List.of()
                : trials.findAll(view.study().id(), numbers).stream()
                        .sorted(Comparator.comparing(Trial::number))
                        .map(trial -> responses.of(trial, view.terms()))
                        .toList();
    }

    private @Nullable Double seconds(StudyView view) {
        return jdbc.sql("""
            SELECT avg(extract(epoch FROM finished_at - started_at))::float8 FROM
              (SELECT finished_at, started_at FROM trial
               WHERE study_id = ? AND state IN ('complete', 'pruned', 'infeasible') AND started_at IS NOT NULL
               ORDER BY number DESC LIMIT 100) AS last
            """)
                .param(view.study().id())
                .query(Double.class)
                .optional()
                .orElse(null);
    }

    /**
     * The best trial and the recommended configuration, or a page of the Pareto front.
     *
     * @param page which part of the front
     */
    public BestResponse best(Project project, StudyName name, Page page) {
        int after = after(page);
        SeenBest best = transactions.read(() -> {
            Seen seen = seen(project, name);
            return seen.hasOneObjective() ? best(seen) : front(seen, after, page.size());
        });
        Seen seen = best.seen;
        if (!seen.hasOneObjective()) {
            return new BestResponse(null, null, best.trials, best.nextPageToken);
        }
        List<Recommendation> contenders = contenders(seen, judge.verdict(seen.view, seen.snapshot), 1);
        return new BestResponse(
                best.trials.isEmpty() ? null : best.trials.getFirst(),
                contenders.isEmpty() ? null : contenders.getFirst(),
                null,
                null);
    }

    private static List<Recommendation> contenders(Seen seen, Verdict verdict, int most) {
        return verdict.contenders().stream()
                .limit(most)
                .map(contender -> Recommendation.of(contender, seen.view.terms().space()))
                .toList();
    }

    /** What is still to gain, and whether to stop. */
    AdviceResponse advice(Project project, StudyName name) {
        SeenPace paced = transactions.read(() -> {
            Seen seen = seen(project, name);
            return new SeenPace(seen, seconds(seen.view));
        });
        Seen seen = paced.seen;
        Double seconds = paced.seconds;
        if (!seen.hasOneObjective()) {
            return unknown("There is no advice for several objectives.", List.of(), seconds);
        }
        Verdict verdict = judge.verdict(seen.view, seen.snapshot);
        List<Recommendation> contenders = contenders(seen, verdict, MOST_CONTENDERS);
        Outlook outlook = verdict.outlook();
        if (outlook == null) {
            String reason = contenders.isEmpty()
                    ? "Too early to say: no trial is complete and feasible."
                    : "There is no model of this study that could tell.";
            return unknown(reason, contenders, seconds);
        }
        int ended = seen.snapshot.history().ended();
        StoppingRule rule =
                StoppingRule.of(outlook, ended, seen.view.terms().space().size());
        return new AdviceResponse(
                rule.stop(),
                rule.reason(),
                contenders,
                outlook.improvement(),
                outlook.noise(),
                outlook.uncertainty(),
                seconds,
                seconds == null || seconds == 0 ? null : (Double) (outlook.improvement() * SECONDS_PER_HOUR / seconds));
    }

    private static AdviceResponse unknown(String reason, List<Recommendation> contenders, @Nullable Double seconds) {
        return new AdviceResponse(false, reason, contenders, null, null, null, seconds, null);
    }
}
