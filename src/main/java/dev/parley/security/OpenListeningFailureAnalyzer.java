package dev.parley.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the ways out of listening in the open. */
class OpenListeningFailureAnalyzer extends AbstractFailureAnalyzer<OpenListeningException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, OpenListeningException cause) {
        String first = cause.isToKatib()
                ? "say that something, such as a NetworkPolicy, lets only Katib reach that port: parley.katib.open=true"
                : "configure keys under parley.security.keys (name, hash, role)";
        String action = """
            Do one of these:
              - %s;
              - listen on this machine only: %s=127.0.0.1;
              - say that something in front protects it: parley.security.open=true.\
            """.formatted(first, cause.property());
        return new FailureAnalysis(String.valueOf(cause.getMessage()), action, failure);
    }
}
