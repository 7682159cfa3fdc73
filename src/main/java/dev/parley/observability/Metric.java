package dev.parley.observability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A metric of Parley. Tags take few values, never a study's name. {@code docs/metrics.md} lists them. */
public enum Metric {
    ASKS("parley.asks", Kind.COUNTER, "", "Asks answered, by whether they got trials", "outcome"),
    SUGGESTIONS("parley.suggestions", Kind.COUNTER, "", "Trials handed out for the first time, by origin", "origin"),
    TELLS("parley.tells", Kind.COUNTER, "", "Results recorded, by state", "state"),
    IMPROVEMENTS(
            "parley.improvements",
            Kind.COUNTER,
            "",
            "Trials that were their study's best when told, by origin",
            "origin"),
    REPORTS("parley.reports", Kind.COUNTER, "", "Measurements reported, by whether to stop there", "should_prune"),
    LEASES_EXPIRED(
            "parley.leases.expired",
            Kind.COUNTER,
            "",
            "Leases that ran out, and last attempts that were over when their worker resumed"),
    TRIALS_LOST("parley.trials.lost", Kind.COUNTER, "", "Trials whose last attempt's lease ran out"),
    HISTORY_LOAD("parley.history.load", Kind.TIMER, "seconds", "Time to bring a study's history up to date"),
    HISTORY_BYTES("parley.history.bytes", Kind.GAUGE, "bytes", "Estimated size of the histories in memory"),
    FIT("parley.fit", Kind.TIMER, "seconds", "Time to fit a study's model"),
    FITS_WAITING("parley.fits.waiting", Kind.GAUGE, "", "Fits being made and waiting to be made"),
    FITS_FAILED("parley.fits.failed", Kind.COUNTER, "", "Fits that failed; asks take an earlier one or do without"),
    PROPOSALS("parley.proposals", Kind.COUNTER, "", "Configurations that models put forward, by fate", "fate"),
    PREDICTIONS("parley.predictions", Kind.COUNTER, "", "Scores that models were asked for, by what was read", "fate"),
    RERANKINGS("parley.rerankings", Kind.COUNTER, "", "Suggestions in which models' predictions had a say", "taken"),
    FINE_TUNES("parley.fine.tunes", Kind.COUNTER, "", "Fine-tunings that came into a state", "state"),
    CREDIT("parley.credit", Kind.SUMMARY, "", "What models had earned where suggestions had their counsel"),
    MODEL_CALLS("parley.model.calls", Kind.COUNTER, "", "Calls to a language model, by outcome", "model", "outcome"),
    MODEL_LATENCY("parley.model.latency", Kind.TIMER, "seconds", "Time that calls to a language model took", "model"),
    MODEL_TOKENS("parley.model.tokens", Kind.COUNTER, "", "Tokens, as far as servers count them", "model", "direction"),
    MODEL_COST("parley.model.cost", Kind.COUNTER, "dollars", "Price of the tokens counted, in US dollars", "model"),
    MODEL_CIRCUIT_OPEN("parley.model.circuit.open", Kind.GAUGE, "", "Whether a model is left alone: 1 or 0", "model"),
    WEBHOOK_ATTEMPTS("parley.webhook.attempts", Kind.COUNTER, "", "Messages sent to webhooks, by outcome", "outcome"),
    WEBHOOK_LATENCY("parley.webhook.latency", Kind.TIMER, "seconds", "Time that attempts to deliver took"),
    KATIB_CALLS("parley.katib.calls", Kind.TIMER, "seconds", "Time that calls of Katib took", "method", "status"),
    MLFLOW_RUNS("parley.mlflow.runs", Kind.COUNTER, "", "Attempts to log a trial to MLflow, by outcome", "outcome"),
    MLFLOW_WAITING("parley.mlflow.waiting", Kind.GAUGE, "", "Trials of all processes that wait to be logged to MLflow"),
    LIVE_MEASUREMENTS("parley.live.measurements", Kind.COUNTER, "", "Live measurements of watched studies"),
    DRIFTS("parley.drifts", Kind.COUNTER, "", "Watched studies found not to hold what they promised"),
    REQUESTS_WORKING("parley.requests.working", Kind.GAUGE, "", "Requests under way, by size of body", "bodies"),
    REQUESTS_WAITING("parley.requests.waiting", Kind.GAUGE, "", "Requests that wait for a place", "bodies"),
    REQUESTS_WAITED("parley.requests.waited", Kind.TIMER, "seconds", "Time that requests waited for a place", "lane"),
    REQUESTS_REFUSED("parley.requests.refused", Kind.COUNTER, "", "Requests refused for want of a place", "lane"),
    PROBLEMS("parley.problems", Kind.COUNTER, "", "Problems answered, by type", "type");

    /** How a metric is measured. */
    public enum Kind {
        COUNTER,
        TIMER,
        GAUGE,
        SUMMARY
    }

    private final String meterName;
    private final Kind kind;
    private final String unit;
    private final String description;
    private final List<String> tags;

    Metric(String meterName, Kind kind, String unit, String description, String... tags) {
        this.meterName = meterName;
        this.kind = kind;
        this.unit = unit;
        this.description = description;
        this.tags = List.of(tags);
    }

    /** The counter for one value of each tag, in the order of {@link #tags()}. */
    public Counter counter(MeterRegistry registry, String... tagValues) {
        require(Kind.COUNTER);
        return Counter.builder(meterName)
                .description(description)
                .baseUnit(baseUnit())
                .tags(tagged(tagValues))
                .register(registry);
    }

    /**
     * Lets the counter show from the start, for each value of its one tag if it has one: what only shows once it has been
     * raised seems never to have risen.
     */
    public void begin(MeterRegistry registry, Object... tagValues) {
        if (tags.isEmpty()) {
            counter(registry);
        }
        for (Object value : tagValues) {
            counter(registry, value.toString());
        }
    }

    /** The timer for one value of each tag, in the order of {@link #tags()}. */
    public Timer timer(MeterRegistry registry, String... tagValues) {
        require(Kind.TIMER);
        return Timer.builder(meterName)
                .description(description)
                .tags(tagged(tagValues))
                .register(registry);
    }

    /** The summary of a distribution for one value of each tag, in the order of {@link #tags()}. */
    public DistributionSummary summary(MeterRegistry registry, String... tagValues) {
        require(Kind.SUMMARY);
        return DistributionSummary.builder(meterName)
                .description(description)
                .baseUnit(baseUnit())
                .tags(tagged(tagValues))
                .register(registry);
    }

    /** Measures {@code source}, which the registry holds weakly, whenever it is asked. */
    public <T> Gauge gauge(MeterRegistry registry, T source, ToDoubleFunction<T> value, String... tagValues) {
        require(Kind.GAUGE);
        return Gauge.builder(meterName, source, value)
                .description(description)
                .baseUnit(baseUnit())
                .tags(tagged(tagValues))
                .register(registry);
    }

    public String meterName() {
        return meterName;
    }

    public Kind kind() {
        return kind;
    }

    /** The unit's plural name; empty for a plain count. */
    public String unit() {
        return unit;
    }

    public String description() {
        return description;
    }

    /** The names of the tags. */
    public List<String> tags() {
        return tags;
    }

    /** An empty unit would leave its separator at the end of the name. */
    private @Nullable String baseUnit() {
        return unit.isEmpty() ? null : unit;
    }

    private void require(Kind wanted) {
        if (kind != wanted) {
            throw new IllegalStateException(meterName + " is a " + kind + ", not a " + wanted);
        }
    }

    private Tags tagged(String... values) {
        if (values.length != tags.size()) {
            throw new IllegalArgumentException(meterName + " has the tags " + tags + ", got " + List.of(values));
        }
        Tags result = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            result = result.and(Tag.of(tags.get(i), values[i]));
        }
        return result;
    }
}
