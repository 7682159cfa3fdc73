package dev.parley.postgres;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says on the console why the embedded database did not start, and what to do. */
class PostgresFailureAnalyzer extends AbstractFailureAnalyzer<PostgresStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, PostgresStartException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), failure);
    }
}
