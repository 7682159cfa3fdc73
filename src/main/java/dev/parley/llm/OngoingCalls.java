package dev.parley.llm;

import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.Question;
import dev.parley.llm.model.Reply;
import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The calls to models that are under way. When the service ends so do they, and only they: what they came to is still stored. */
@Component
public class OngoingCalls {

    private final Set<Thread> askers = new HashSet<>();
    private boolean isEnding;

    /** Asks a model; where the service ends meanwhile the reply is that the call was cancelled. */
    public Reply ask(LanguageModel model, Question question) {
        begin();
        try {
            return model.ask(question);
        } finally {
            end();
        }
    }

    /** Ends all calls, and those that begin later at once. */
    public synchronized void endAll() {
        isEnding = true;
        askers.forEach(Thread::interrupt);
    }

    private synchronized void begin() {
        askers.add(Thread.currentThread());
        if (isEnding) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing that follows is to be interrupted. */
    private synchronized void end() {
        askers.remove(Thread.currentThread());
        Thread.interrupted();
    }
}
