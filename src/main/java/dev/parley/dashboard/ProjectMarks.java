package dev.parley.dashboard;

import dev.parley.study.Project;
import dev.parley.study.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The marks of a project's studies as of the last look, for all who listen to it. A look answers what transactions wrote that were not
 * over at the one before: every change of a study writes its progress row, and the database finds the new ones without a join and
 * without sending the others.
 */
final class ProjectMarks {

    private static final String LOOK = """
        WITH look AS MATERIALIZED (
          SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
            (SELECT count(*) FROM study WHERE project = :project) AS studies)
        SELECT horizon, studies, name, mark FROM look LEFT JOIN (%s) AS found ON true
        """;

    private static final String ALL = LOOK.formatted("SELECT name, " + LiveFeed.MARK
            + " FROM study JOIN study_progress USING (study_id) WHERE project = :project");

    /** Studies are read one by one: the planner would read them all, not knowing how few have changed. */
    private static final String CHANGED = LOOK.formatted("""
        SELECT name, %s FROM study_progress p
        CROSS JOIN LATERAL (SELECT name, version FROM study s
          WHERE s.study_id = p.study_id AND project = :project OFFSET 0) AS study
        WHERE age(p.xmin) <= (SELECT age(:horizon::text::xid8::xid))
        """.formatted(LiveFeed.MARK));

    private final Transactions transactions;
    private final JdbcClient jdbc;
    private final Project project;
    private Map<String, String> marks;
    private long horizon;

    /** The marks as they are now. */
    ProjectMarks(Transactions transactions, JdbcClient jdbc, Project project) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.project = project;
        Look all = read(ALL);
        marks = all.found;
        horizon = all.horizon;
    }

    /**
     * What a look found.
     *
     * @param horizon the oldest transaction that was not over: what this or any later one writes may not have been seen
     * @param studies how many studies there are
     * @param found marks by name
     */
    private record Look(long horizon, int studies, Map<String, String> found) {}

    /** The names of the studies that were created, changed or removed since the last look. One thread looks. */
    List<String> look() {
        Look look = read(CHANGED);
        long created = look.found.keySet().stream()
                .filter(name -> !marks.containsKey(name))
                .count();
        boolean isPart = look.horizon >= horizon && marks.size() + created == look.studies;
        if (!isPart) {
            // a study was removed, or another database is there
            look = read(ALL);
        }
        List<String> changed = new ArrayList<>();
        look.found.forEach((name, mark) -> {
            if (!mark.equals(marks.get(name))) {
                changed.add(name);
            }
        });
        if (isPart) {
            marks.putAll(look.found);
        } else {
            Map<String, String> now = look.found;
            marks.keySet().stream().filter(name -> !now.containsKey(name)).forEach(changed::add);
            marks = now;
        }
        horizon = look.horizon;
        return changed;
    }

    private Look read(String sql) {
        return transactions.read(() -> {
            Map<String, String> found = new HashMap<>();
            long[] figures = new long[2];
            jdbc.sql(sql)
                    .param("project", project.name())
                    .param("horizon", Long.toString(horizon))
                    .query(row -> {
                        figures[0] = row.getLong("horizon");
                        figures[1] = row.getLong("studies");
                        if (row.getString("name") != null) {
                            found.put(row.getString("name"), Objects.requireNonNull(row.getString("mark")));
                        }
                    });
            return new Look(figures[0], Math.toIntExact(figures[1]), found);
        });
    }
}
