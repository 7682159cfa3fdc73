package dev.parley.trial;

import dev.parley.optimizer.Origin;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Lists trials, filtered, ordered and paged. */
@Service
public class TrialListing {

    private final Transactions transactions;
    private final Studies studies;
    private final TrialRepository trials;
    private final TrialResponse.Factory responses;
    private final JdbcClient jdbc;

    TrialListing(
            Transactions transactions,
            Studies studies,
            TrialRepository trials,
            TrialResponse.Factory responses,
            JdbcClient jdbc) {
        this.transactions = transactions;
        this.studies = studies;
        this.trials = trials;
        this.responses = responses;
        this.jdbc = jdbc;
    }

    /** Where a trial stands in each order. */
    private record Place(int number, @Nullable Double loss, long revision) {

        String in(TrialOrder order) {
            return switch (order) {
                case NUMBER, NEWEST -> Integer.toString(number);
                case VALUE -> loss + "/" + number;
                case REVISION -> Long.toString(revision);
            };
        }
    }

    /**
     * Which trials.
     *
     * @param states only those in one of these states; all if empty
     * @param origin only those from there; all if null
     * @param worker only those that this worker had last; all if null
     * @param sinceRevision only those changed after this revision; all if null
     */
    public record Wanted(
            Collection<TrialState> states,
            @Nullable Origin origin,
            @Nullable String worker,
            @Nullable Long sinceRevision) {}

    /** One page of trials. */
    public TrialList list(Project project, StudyName name, Wanted wanted, TrialOrder order, Page page) {
        return transactions.read(() -> {
            StudyView view = studies.find(project, name);
            List<Place> places = places(view.study().id(), wanted, order, page);
            List<Integer> numbers = page.cut(places).stream().map(Place::number).toList();
            return new TrialList(responses(view, numbers), page.nextToken(places, place -> place.in(order)));
        });
    }

    private List<Place> places(long studyId, Wanted wanted, TrialOrder order, Page page) {
        StringBuilder sql = new StringBuilder("SELECT number, loss, revision FROM trial WHERE study_id = :study");
        Map<String, Object> parameters = new HashMap<>(Map.of("study", studyId, "size", page.size() + 1));
        if (!wanted.states.isEmpty()) {
            sql.append(" AND state IN (:states)");
            parameters.put(
                    "states", wanted.states.stream().map(TrialState::toString).toList());
        }
        if (wanted.origin != null) {
            sql.append(" AND origin = :origin");
            parameters.put("origin", wanted.origin.toString());
        }
        if (wanted.worker != null) {
            sql.append(" AND worker = :worker");
            parameters.put("worker", wanted.worker);
        }
        if (wanted.sinceRevision != null) {
            sql.append(" AND revision > :since");
            parameters.put("since", wanted.sinceRevision);
        }
        if (page.after() != null) {
            sql.append(after(order, page.after(), parameters));
        }
        sql.append(
                switch (order) {
                    case NUMBER -> " ORDER BY number";
                    case NEWEST -> " ORDER BY number DESC";
                    case VALUE -> " ORDER BY loss NULLS LAST, number";
                    case REVISION -> " ORDER BY revision";
                });
        return jdbc.sql(sql.append(" LIMIT :size").toString())
                .params(parameters)
                .query((row, n) ->
                        new Place(row.getInt("number"), row.getObject("loss", Double.class), row.getLong("revision")))
                .list();
    }

    /** The condition that a trial comes after a place. */
    private static String after(TrialOrder order, String place, Map<String, Object> parameters) {
        try {
            return switch (order) {
                case NUMBER -> {
                    parameters.put("number", Integer.parseInt(place));
                    yield " AND number > :number";
                }
                case NEWEST -> {
                    parameters.put("number", Integer.parseInt(place));
                    yield " AND number < :number";
                }
                case REVISION -> {
                    parameters.put("revision", Long.parseLong(place));
                    yield " AND revision > :revision";
                }
                case VALUE -> {
                    int slash = place.indexOf('/');
                    parameters.put("number", Integer.parseInt(place.substring(slash + 1)));
                    String loss = place.substring(0, slash);
                    if (loss.equals("null")) {
                        yield " AND loss IS NULL AND number > :number";
                    }
                    parameters.put("loss", Double.parseDouble(loss));
                    yield " AND (loss > :loss OR (loss = :loss AND number > :number) OR loss IS NULL)";
                }
            };
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw Page.malformedToken();
        }
    }

    private List<TrialResponse> responses(StudyView view, List<Integer> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        Map<Integer, Trial> found = trials.findAll(view.study().id(), numbers).stream()
                .collect(Collectors.toMap(Trial::number, Function.identity()));
        return numbers.stream()
                .map(found::get)
                .filter(trial -> trial != null)
                .map(trial -> responses.of(trial, view.terms()))
                .toList();
    }
}
