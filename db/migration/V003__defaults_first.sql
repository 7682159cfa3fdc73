-- Whether the defaults that the space declares are still to be tried. Studies that are older go on as they were.
ALTER TABLE study_progress ADD COLUMN defaults_due boolean NOT NULL DEFAULT false;
