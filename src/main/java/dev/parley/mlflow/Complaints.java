package dev.parley.mlflow;

import dev.parley.study.StudyView;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what goes wrong with MLflow, not again and again. */
final class Complaints {

    private static final Logger log = LoggerFactory.getLogger(Complaints.class);

    private static final Duration OFTEN = Duration.ofMinutes(1);
    private static final Duration SELDOM = Duration.ofMinutes(10);

    private final URI server;
    private final Seldom away = new Seldom();
    private final Seldom held = new Seldom();
    private final Seldom refused = new Seldom();
    private final Seldom failed = new Seldom();

    private volatile boolean isSaidToBeAway;

    Complaints(URI server) {
        this.server = server;
    }

    /** Something that is said once in a while. */
    private static final class Seldom {

        private long saidAt;
        private long unsaid = -1;

        /** Says it, with how often it was not said before, unless it was said within a time. */
        synchronized boolean say(Duration pause, Consumer<String> saying) {
            long now = System.nanoTime();
            boolean isSaid = unsaid < 0 || now - saidAt >= pause.toNanos();
            if (isSaid) {
                saying.accept(unsaid <= 0 ? "" : " (%d more since it was last said)".formatted(unsaid));
                saidAt = now;
                unsaid = 0;
            } else {
                unsaid++;
            }
            return isSaid;
        }
    }

    void away(boolean isFirst, String reason) {
        isSaidToBeAway |= away.say(
                isFirst ? OFTEN : SELDOM,
                more -> log.warn(
                        "MLflow at {} cannot be used: {}. Trials wait and are logged once it can.{}",
                        server,
                        reason,
                        more));
    }

    void back() {
        if (isSaidToBeAway) {
            isSaidToBeAway = false;
            log.info("MLflow at {} can be used again.", server);
        }
    }

    void held(StudyView view, String reason) {
        held.say(
                SELDOM,
                more -> log.warn(
                        "Trials of study {} of project {} wait, since MLflow takes none of them: {}.{}",
                        view.study().name(),
                        view.study().project().name(),
                        reason,
                        more));
    }

    void failed(StudyView view, int number, RuntimeException failure) {
        failed.say(
                OFTEN,
                more -> log.error(
                        "Trial {} of study {} of project {} could not be logged to MLflow and will be.{}",
                        number,
                        view.study().name(),
                        view.study().project().name(),
                        more,
                        failure));
    }

    void refused(StudyView view, int number, String reason) {
        refused.say(
                OFTEN,
                more -> log.warn(
                        "MLflow does not take trial {} of study {} of project {}, which is tried again in a day: {}.{}",
                        number,
                        view.study().name(),
                        view.study().project().name(),
                        reason,
                        more));
    }
}
