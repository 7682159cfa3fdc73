package dev.parley.llm.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The language models that this process knows; there may be none. */
public final class Models {

    /**
     * All that is known at one moment.
     *
     * @param all the models
     * @param defaultName the name of the one that studies take which name none; null without models
     */
    private record Known(List<LanguageModel> all, @Nullable String defaultName) {

        Optional<LanguageModel> find(@Nullable String name) {
            return all.stream()
                    .filter(model -> model.card().name().equals(name))
                    .findFirst();
        }
    }

    private final AtomicReference<Known> known;

    Models(Collection<? extends LanguageModel> models, @Nullable String defaultName) {
        this.known = new AtomicReference<>(new Known(List.copyOf(models), defaultName));
    }

    /** All models, by name. */
    public List<LanguageModel> all() {
        return known.get().all();
    }

    /** The model of that name. */
    public Optional<LanguageModel> find(String name) {
        return known.get().find(name);
    }

    /** The model that studies take which name none. */
    public Optional<LanguageModel> byDefault() {
        Known now = known.get();
        return now.find(now.defaultName());
    }

    /** Takes in the only model, found after the start; without effect where there is one already. */
    void found(LanguageModel model) {
        known.updateAndGet(now ->
                now.all().isEmpty() ? new Known(List.of(model), model.card().name()) : now);
    }
}
