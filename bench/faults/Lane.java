import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Studies of one strategy, one after the other: when one is completed, its workers begin the next. */
final class Lane {

    private final String strategy;
    private final String space;
    private final int trials;
    private final int parallel;
    private final int queued;
    private int generation;

    /**
     * A lane whose first study is still to be made.
     *
     * @param trials how many trials each study has
     * @param parallel how many of them run at once
     * @param queued how many of them wait in the queue when it begins
     */
    Lane(String strategy, String space, int trials, int parallel, int queued) {
        this.strategy = strategy;
        this.space = space;
        this.trials = trials;
        this.parallel = parallel;
        this.queued = queued;
    }

    /**
     * The generation to work on after another: the next, unless all is over.
     *
     * @param ended the generation whose study is completed; -1 if none is
     * @return -1 if there is none
     */
    synchronized int after(int ended, boolean isOver) {
        if (ended == generation) {
            if (isOver) {
                return -1;
            }
            generation++;
        }
        return generation;
    }

    int trials() {
        return trials;
    }

    String study(int ofGeneration) {
        return "lane-" + strategy + "-" + ofGeneration;
    }

    /** Makes a generation's study and its queue, as every worker of it does: all requests but the first change nothing. */
    void create(int ofGeneration, PatientClient client, Ledger ledger) {
        String study = study(ofGeneration);
        String definition = """
                {"space": %s, "objectives": [{"name": "loss", "direction": "minimize"}],
                 "strategy": {"type": "%s", "seed": 7}, "limits": {"trials": %d, "parallel": %d},
                 "lease": {"seconds": 10, "attempts": 1000}}""".formatted(space, strategy, trials, parallel);
        client.send("create", "PUT", study, definition, null).answer().success();
        String trial = "{\"configuration\": {\"lr\": 0.01, \"momentum\": 0.5, \"width\": 64, \"solver\": \"sgd\"}}";
        String body = "{\"trials\": [" + String.join(",", Collections.nCopies(queued, trial)) + "]}";
        Object added = client.post("add", study + "/trials", body, "queue-" + study).answer().success();
        if (Json.integer(added, "count") != queued) {
            ledger.violation(study + ": " + queued + " trials were added, and the answer is " + added);
        }
    }

    /** The studies so far. */
    synchronized List<String> studies() {
        return IntStream.rangeClosed(0, generation).mapToObj(this::study).toList();
    }
}
