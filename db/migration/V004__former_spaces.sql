-- Search spaces that were changed: trials created up to a revision, and after the one before, were suggested from this one.
CREATE TABLE former_space (
    study_id       bigint  NOT NULL REFERENCES study ON DELETE CASCADE,
    space_version  integer NOT NULL,
    last_revision  bigint  NOT NULL,
    space          jsonb   NOT NULL,
    PRIMARY KEY (study_id, space_version)
);
