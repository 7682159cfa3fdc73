package dev.parley.rules;

import dev.parley.rules.Rules.Added;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The requests with an Idempotency-Key that had an effect: the same again has none, another one is refused. */
final class KeptRequests {

    /**
     * An ask that handed out trials.
     *
     * @param request what was asked for
     * @param given the leases that were given
     */
    record KeptAsk(Asking.Request request, List<GivenLease> given) {}

    private final Map<String, List<Added>> additions = new HashMap<>();
    private final Map<String, KeptAsk> asks = new HashMap<>();

    /** What adding trials is answered. */
    Expected addition(String key, List<Added> added, Supplier<Expected> first) {
        Optional<List<Added>> before = addition(key);
        if (before.isPresent()) {
            return before.get().equals(added) ? Expected.CREATED : Expected.OTHER_REQUEST;
        }
        Expected expected = first.get();
        if (!expected.isRefusal()) {
            additions.put(key, added);
        }
        return expected;
    }

    Optional<List<Added>> addition(String key) {
        return Optional.ofNullable(additions.get(key));
    }

    Optional<KeptAsk> ask(String key) {
        return Optional.ofNullable(asks.get(key));
    }

    void keep(String key, KeptAsk ask) {
        asks.put(key, ask);
    }
}
