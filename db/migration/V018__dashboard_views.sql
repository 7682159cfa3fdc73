-- What Grafana's dashboards read: a user of its own gets to see these views and no table. Reading a study by project and
-- name goes through its index. Values are of the first objective, in its own direction.

CREATE VIEW dashboard_study AS
SELECT s.project, s.name AS study, p.state, d.strategy ->> 'type' AS strategy,
    d.objectives -> 0 ->> 'name' AS objective, d.objectives -> 0 ->> 'direction' AS direction,
    jsonb_array_length(d.objectives) AS objectives, p.next_number AS trials, p.queued, p.running, p.complete, p.pruned,
    p.infeasible, p.failed, p.cancelled, p.lost, p.best_number, p.best_value, s.limit_trials, s.created_at, p.first_ask_at
FROM study AS s JOIN study_definition AS d USING (study_id) JOIN study_progress AS p USING (study_id);

CREATE VIEW dashboard_trial AS
SELECT s.project, s.name AS study, t.number, t.state, t.origin, t.worker, t.attempt, t.values[1] AS value,
    t.violation = 0 AS feasible, t.imported, t.created_at, t.started_at, t.finished_at,
    extract(epoch FROM t.finished_at - t.started_at) AS seconds
FROM study AS s JOIN trial AS t USING (study_id);

-- Feasible complete trials in the order in which they ended, with the best value until then.
CREATE VIEW dashboard_best AS
SELECT project, study, number, origin, finished_at, value, sign * least(loss, earlier) AS best,
    coalesce(loss < earlier, true) AS improved
FROM (
    SELECT s.project, s.name AS study, t.number, t.origin, t.finished_at, t.values[1] AS value, t.loss,
        CASE d.objectives -> 0 ->> 'direction' WHEN 'maximize' THEN -1 ELSE 1 END AS sign,
        min(t.loss) OVER (PARTITION BY s.project, s.name ORDER BY t.finished_at, t.number
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
    FROM study AS s JOIN study_definition AS d USING (study_id) JOIN trial AS t USING (study_id)
    WHERE t.state = 'complete' AND t.violation = 0
) AS ended;

-- Who works: trials by worker's name, of those that said one.
CREATE VIEW dashboard_worker AS
SELECT s.project, s.name AS study, t.worker, count(*) FILTER (WHERE t.state = 'running') AS running,
    count(*) FILTER (WHERE t.state IN ('complete', 'pruned', 'infeasible')) AS finished,
    count(*) FILTER (WHERE t.state IN ('failed', 'lost')) AS failed,
    max(greatest(t.started_at, t.finished_at)) AS last_seen
FROM study AS s JOIN trial AS t USING (study_id)
WHERE t.worker IS NOT NULL
GROUP BY s.project, s.name, t.worker;

-- What studies have used of language models, and the calls themselves without their words.
CREATE VIEW dashboard_model_use AS
SELECT s.project, s.name AS study, m.calls, m.tokens, m.cost, m.waiting, m.failures
FROM study AS s JOIN study_model AS m USING (study_id);

CREATE VIEW dashboard_exchange AS
SELECT s.project, s.name AS study, e.number, e.model, e.outcome, e.input_tokens, e.output_tokens, e.cost, e.milliseconds,
    e.created_at
FROM study AS s JOIN exchange AS e USING (study_id);
