INSERT INTO exchange (study_id, number, kind, model, settings, prompt_hash, outcome, fates, ended, space_version, whole,
    milliseconds, created_at)
VALUES (${study}, 1, 'predictions', 'small', '{"provider": "openai", "model": "gpt-4o-mini"}', sha256('prompt'), 'failed', '{}', 4,
    1, true, 90, clock_timestamp());
UPDATE study_model SET next_exchange = 2 WHERE study_id = ${study};
INSERT INTO tuned_model (project, name, base, purpose, model, standing)
VALUES ('default', 'tuned-${study}', 'small', 'policy', 'ft:gpt-4o-mini:${study}', 'rejected');
INSERT INTO fine_tune (project, name, request, state, reason, work, is_cancelling, failures, due_at, created_at)
VALUES ('default', 'tuned-${study}', '{"model": "small", "kind": "policy", "studies": ["${name}-finished"],
    "name": "tuned-${study}", "redact": true, "examplesPerStudy": 20, "seed": 0, "mustBeat": "tpe",
    "evaluationBudget": {"calls": 200}}', 'rejected', 'It did not beat TPE.', '{"sources": [], "steps": [], "training":
    {"submitting": false}, "results": [], "spent": {"calls": 0, "tokens": 0, "money": 0}}', false, 0, '2026-01-01Z', '2026-01-01Z');
