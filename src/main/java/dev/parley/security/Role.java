package dev.parley.security;

/** What a key allows; each role includes the ones before it. */
enum Role {
    /** Reads. */
    READER,
    /** Asks, and says what became of trials. */
    WORKER,
    /** Everything. */
    ADMIN;

    String authority() {
        return "ROLE_" + name();
    }
}
