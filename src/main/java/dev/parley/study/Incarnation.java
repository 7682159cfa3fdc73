package dev.parley.study;

/**
 * One life of the database. It differs after a restart, a failover and a restore, so that what was remembered of an
 * earlier life is not taken for the present.
 *
 * @param value what distinguishes it
 */
public record Incarnation(String value) {

    /** The SQL expression of the present incarnation: when the server started, and the file behind the table. */
    public static final String SQL =
            "extract(epoch FROM pg_postmaster_start_time())::text || '/' || pg_relation_filenode('study_progress')";
}
