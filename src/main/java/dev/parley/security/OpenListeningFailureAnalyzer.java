package dev.parley.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the three ways out of listening in the open. */
class OpenListeningFailureAnalyzer extends AbstractFailureAnalyzer<OpenListeningException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, OpenListeningException cause) {
        String action = """
            Do one of these:
              - configure keys under parley.security.keys (name, hash, role);
              - listen on this machine only: %s=127.0.0.1;
              - say that something in front protects it: parley.security.open=true.\
            """.formatted(cause.property());
        return new FailureAnalysis(String.valueOf(cause.getMessage()), action, failure);
    }
}
