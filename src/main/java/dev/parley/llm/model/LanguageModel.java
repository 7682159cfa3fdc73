package dev.parley.llm.model;

/** A language model that can be asked. Any number of threads may ask at once. */
public interface LanguageModel {

    /** What it is, and nothing that is secret. */
    ModelCard card();

    /**
     * Asks, and waits for as long as the model's timeout at most; outside any transaction. Whatever the provider does becomes a
     * {@link Failure}; only the database, where requests are counted, can make this throw.
     */
    Reply ask(Question question);

    /** In what state the calls of this process have left it. */
    ModelHealth health();
}
