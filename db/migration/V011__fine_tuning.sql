-- What a model was asked for.
ALTER TABLE exchange ADD COLUMN kind text NOT NULL DEFAULT 'proposals' CHECK (kind IN ('proposals', 'predictions'));
