-- The study is one with a language model from now on.
UPDATE study_definition SET sent = jsonb_set(sent, '{strategy}', '{"type": "llm-tpe"}'), strategy = '{"type": "llm-tpe", "seed": 7, "repeats": "avoid", "retests": "none", "edition": 2,
    "mode": "gated", "budget": {"calls": 50}, "waitMs": 0}' WHERE study_id = ${study};
INSERT INTO study_model (study_id, next_exchange, next_proposal, waiting, seen_best, seen_space, seen_ended, due_at, failures,
    calls, tokens, cost, reserved_calls, reserved_tokens, reserved_cost)
VALUES (${study}, 1, 2, 1, 1, 1, 4, clock_timestamp() + interval '1 day', 0, 1, 900, 0.0004, 0, 0, 0);
INSERT INTO exchange (study_id, number, model, settings, prompt_hash, system_text, user_text, answer_hash, answer, outcome,
    fates, input_tokens, output_tokens, cost, milliseconds, created_at)
VALUES (${study}, 0, 'small', '{"provider": "openai", "model": "gpt-4o-mini", "maxTokens": 2000}', sha256('prompt'), 'system',
    'prompt', sha256('answer'), 'answer', 'answered', '{"accepted": 2}', 700, 200, 0.0004, 1200, clock_timestamp());
INSERT INTO proposal (study_id, number, exchange, rank, space_version, configuration, rationale, made_at, created_revision,
    fate, ended_revision, trial)
VALUES (${study}, 0, 0, 0, 1, '{"lr": 0.003, "solver": "adam"}', 'A usual rate.', 4, 9, 'used', 9, 8),
    (${study}, 1, 0, 1, 1, '{"lr": 0.02, "solver": "sgd"}', NULL, 4, 9, NULL, NULL, NULL);
UPDATE trial SET turn = 'judged', origin = 'llm', rationale = 'A usual rate.',
    mixing = '{"turn": "judged", "proposal": 0, "acquisitionRank": 1, "credit": 0.5, "odds": 0.5, "model": 0,
        "engine": {"lr": 0.01, "solver": "adam"}}'
WHERE study_id = ${study} AND number = 8;
