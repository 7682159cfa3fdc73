-- ${study}: a study at work, with trials in every state, two of them running, of which one was handed out for the second time;
-- ${finished}: a study that its limit on trials has completed.
INSERT INTO study (study_id, project, name, description, labels, limit_trials, lease_seconds, lease_attempts, version,
    space_version, created_at)
VALUES (${study}, 'default', '${name}', 'Perceptron on digits', '{"team": "vision"}', 100, 86400, 3, 1, 1, '2026-01-01Z'),
    (${finished}, 'default', '${name}-finished', NULL, '{}', 1, 3600, 1, 1, 1, '2026-01-01Z');

INSERT INTO study_definition (study_id, space, objectives, strategy, sent)
SELECT study_id, space, objectives, '{"type": "tpe", "seed": 7}',
    jsonb_build_object('space', space, 'objectives', objectives, 'strategy', '{"type": "tpe"}'::jsonb)
FROM unnest(ARRAY[${study}, ${finished}]) AS study_id, (VALUES (
    '[{"type": "float", "name": "lr", "low": 1e-05, "high": 0.1, "scale": "log"},
      {"type": "categorical", "name": "solver", "choices": ["adam", "sgd"]}]'::jsonb,
    '[{"name": "loss", "direction": "minimize"}]'::jsonb)) AS definition (space, objectives);

INSERT INTO study_progress (study_id, state, revision, next_number, next_draw, imported, queued, running, complete, pruned,
    infeasible, failed, cancelled, lost, best_number, best_value, since_best, first_ask_at, paused_seconds)
VALUES (${study}, 'active', 40, 11, 10, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 0.2, 2, '2026-01-01Z', 12.5),
    (${finished}, 'completed', 2, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0.3, 0, '2026-01-01Z', 0);

INSERT INTO trial (study_id, number, state, origin, configuration, imported, draw, batch_draw, history_revision, revision,
    created_revision, finished_revision, retracted_revision, worker, attempt, handout, lease_nonce, lease_seconds,
    lease_expires_at, values, loss, violation, constraints, reason, attributes, created_at, started_at, finished_at)
SELECT ${study}, number, state, origin, '{"lr": 0.01, "solver": "adam"}', number = 0, draw, draw, draw, revision,
    number + 1, finished, retracted, worker, attempt, handout, nonce, CASE WHEN handout > 0 THEN 86400 END,
    CASE WHEN state = 'running' THEN clock_timestamp() + interval '1 hour' END, told, CASE WHEN state = 'complete' THEN told[1] END,
    0, constraints, reason, attributes, '2026-01-01Z', CASE WHEN handout > 0 THEN timestamptz '2026-01-01Z' END,
    CASE WHEN finished > 0 THEN timestamptz '2026-01-02Z' END
FROM (VALUES
    (0, 'complete', 'queued', NULL::bigint, 1, 1, NULL::integer, NULL, 0, 0, NULL::integer, '{0.4}'::double precision[],
        NULL::jsonb, NULL, NULL::jsonb),
    (1, 'complete', 'random', 1, 21, 21, NULL, 'gpu-1', 1, 1, 11, '{0.2}', '{"memory": -0.5}', NULL, '{"epochs": 30}'),
    (2, 'pruned', 'random', 2, 22, 22, NULL, 'gpu-1', 1, 1, 12, '{0.9}', NULL, 'too slow', NULL),
    (3, 'infeasible', 'random', 3, 23, 23, NULL, 'gpu-2', 1, 1, 13, NULL, NULL, 'loss was NaN', NULL),
    (4, 'failed', 'tpe', 4, 24, 24, NULL, 'gpu-2', 1, 1, 14, NULL, NULL, 'out of memory', NULL),
    (5, 'cancelled', 'tpe', 5, 31, 25, 31, 'gpu-1', 1, 1, 15, '{0.0}', NULL, NULL, NULL),
    (6, 'lost', 'tpe', 6, 36, 36, NULL, 'gpu-3', 3, 3, 16, NULL, NULL, 'No attempt at it ended with a result; attempts: 3', NULL),
    (7, 'running', 'tpe', 7, 37, NULL, NULL, 'gpu-1', 1, 1, 17, NULL, NULL, NULL, NULL),
    (8, 'running', 'tpe', 8, 38, NULL, NULL, 'gpu-2', 2, 2, 18, NULL, NULL, NULL, NULL),
    (9, 'queued', 'queued', NULL, 10, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, NULL),
    (10, 'queued', 'tpe', 9, 40, NULL, NULL, NULL, 1, 1, NULL, NULL, NULL, NULL, NULL)
) AS stored (number, state, origin, draw, revision, finished, retracted, worker, attempt, handout, nonce, told, constraints,
    reason, attributes);

INSERT INTO trial (study_id, number, state, origin, configuration, imported, draw, batch_draw, history_revision, revision,
    created_revision, finished_revision, worker, attempt, handout, lease_nonce, lease_seconds, values, loss, violation,
    created_at, started_at, finished_at)
VALUES (${finished}, 0, 'complete', 'random', '{"lr": 0.001, "solver": "sgd"}', false, 0, 0, 0, 2, 1, 2, 'gpu-1', 1, 1, 5, 3600,
    '{0.3}', 0.3, 0, '2026-01-01Z', '2026-01-01Z', '2026-01-02Z');

INSERT INTO measurement (study_id, number, attempt, step, values, recorded_at)
VALUES (${study}, 7, 1, 0, '{"loss": 0.9}', '2026-01-01Z'), (${study}, 7, 1, 1, '{"loss": "NaN"}', '2026-01-01Z');

INSERT INTO idempotency_key (project, operation, study_name, key, request_hash, study_id, result, created_at)
VALUES ('default', 'ask', '${name}', 'asked-before', sha256('{"count":1,"worker":"gpu-1"}'), ${study},
    '{"trials": [{"number": 7, "handout": 1}]}', clock_timestamp());
