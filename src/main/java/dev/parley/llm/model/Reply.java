package dev.parley.llm.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a question. */
public sealed interface Reply permits Answer, Failure {

    /** What the server says it took; null where it says nothing. */
    @Nullable
    Tokens tokens();

    /** How many requests were sent, those that failed included. */
    int requests();

    /** How long it took, waiting between attempts included. */
    Duration latency();
}
