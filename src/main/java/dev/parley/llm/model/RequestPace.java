package dev.parley.llm.model;

import java.time.Duration;

/** Holds a model to its requests a minute. */
interface RequestPace {

    /**
     * Takes a place for one request.
     *
     * @param perMinute the most requests in any minute
     * @return zero if there was one; else how long until the next is free, about
     */
    Duration take(String model, int perMinute);
}
