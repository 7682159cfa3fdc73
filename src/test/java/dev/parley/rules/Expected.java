package dev.parley.rules;

import org.jspecify.annotations.Nullable;

/**
 * How a call is to be answered.
 *
 * @param status the HTTP status
 * @param problem the problem type's word; null where it succeeds
 */
record Expected(int status, @Nullable String problem) {

    static final Expected OK = new Expected(200, null);
    static final Expected CREATED = new Expected(201, null);
    static final Expected INVALID = new Expected(400, "invalid-request");
    static final Expected NO_TRIAL = new Expected(404, "trial-not-found");
    static final Expected WRONG_STATE = new Expected(409, "wrong-state");
    static final Expected LIMIT_REACHED = new Expected(409, "limit-reached");
    static final Expected LEASE_LOST = new Expected(409, "lease-lost");
    static final Expected LEASE_MISMATCH = new Expected(409, "lease-mismatch");
    static final Expected ALREADY_TOLD = new Expected(409, "already-told");
    static final Expected OTHER_VERSION = new Expected(412, "version-mismatch");
    static final Expected OTHER_REQUEST = new Expected(422, "idempotency-mismatch");
    static final Expected NO_PRECONDITION = new Expected(428, "precondition-required");

    boolean isRefusal() {
        return problem != null;
    }
}
