import java.time.Duration;

/**
 * How clients behave; shares are of asks or trials, from 0 to 1.
 *
 * @param keyed the share of asks with an Idempotency-Key
 * @param repeatedAsks of those, the share that is sent again to another replica though it was answered
 * @param repeatedTells the share of tells that are sent again to another replica though they were answered
 * @param contradictions the share of tells followed by one with another value
 * @param releases the share of trials given back
 * @param crashes the share of trials that nobody tells, whose lease lasts a second
 * @param beat how often a heartbeat is sent while a trial runs
 * @param work how long a trial runs at most
 * @param patience how long a client waits for one answer
 */
record Habits(
        double keyed,
        double repeatedAsks,
        double repeatedTells,
        double contradictions,
        double releases,
        double crashes,
        Duration beat,
        Duration work,
        Duration patience) {}
