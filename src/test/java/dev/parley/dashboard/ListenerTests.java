package dev.parley.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.dashboard.Listener.Event;
import dev.parley.study.Project;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenerTests {

    private static void offer(Listener listener, int first, int last) {
        for (int i = first; i <= last; i++) {
            listener.offer(new Event("event", Integer.toString(i), "{}"));
        }
    }

    private static List<String> heard(Listener listener) throws InterruptedException {
        listener.end();
        List<String> heard = new ArrayList<>();
        while (!listener.hasEnded()) {
            Event event = listener.next(Duration.ofSeconds(10));
            heard.add(event == null ? "nothing" : event.id() == null ? event.name() : event.id());
        }
        return heard;
    }

    @Test
    void ofAProjectEveryEventIsHeardInItsTurn() throws InterruptedException {
        Listener listener = new Listener(0, Project.DEFAULT);
        offer(listener, 1, 100);
        assertThat(heard(listener)).hasSize(100).startsWith("1", "2").endsWith("100");
    }

    @Test
    void whoMissesEventsIsToldToReloadAndHearsTheNextOnes() throws InterruptedException {
        Listener listener = new Listener(0, Project.DEFAULT);
        offer(listener, 1, 103);
        assertThat(heard(listener)).containsExactly("reload", "102", "103");
    }

    @Test
    void ofAStudyTheLatestStateAloneIsHeard() throws InterruptedException {
        Listener listener = new Listener(7, null);
        offer(listener, 1, 250);
        assertThat(heard(listener)).containsExactly("250");
    }
}
