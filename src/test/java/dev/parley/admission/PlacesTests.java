package dev.parley.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.admission.Ticket.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlacesTests {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicBoolean isDatabaseBusy = new AtomicBoolean();

    /** Two places, room for three, ten seconds of patience, and a place lapses after a minute. */
    private final Places places = places(2);

    private Places places(int count) {
        Places.Terms terms = new Places.Terms(count, 3, Duration.ofSeconds(10), Duration.ofMinutes(1));
        return new Places(terms, isDatabaseBusy::get);
    }

    @Test
    void admitsWhileThereArePlaces() {
        assertThat(List.of(other(0).state(), other(0).state(), other(0).state()))
                .containsExactly(State.ADMITTED, State.ADMITTED, State.WAITING);
        assertThat(places.working()).isEqualTo(2);
        assertThat(places.waiting()).isEqualTo(1);
    }

    @Test
    void admitsTheFirstInLineWhenAPlaceIsGivenBack() {
        Ticket working = other(0);
        other(0);
        Ticket first = other(1);
        Ticket second = other(1);
        places.leave(working, 2 * SECOND);
        assertThat(first.await()).isTrue();
        assertThat(first.admitted() - first.since()).isEqualTo(SECOND);
        assertThat(second.state()).isEqualTo(State.WAITING);
    }

    @Test
    void refusesAtOnceWhatTheLineHasNoRoomFor() {
        tickets(5, Lane.OTHERS);
        assertThat(other(0).state()).isEqualTo(State.REFUSED);
        assertThat(other(0).await()).isFalse();
    }

    @Test
    void hasTwiceTheRoomForResultsAndAdmitsThemFirst() {
        Ticket working = other(0);
        other(0);
        Ticket ask = other(0);
        List<Ticket> results = tickets(6, Lane.RESULTS);
        assertThat(results).extracting(Ticket::state).containsOnly(State.WAITING);
        assertThat(places.enter(Lane.RESULTS, 0).state()).isEqualTo(State.REFUSED);
        places.leave(working, 0);
        assertThat(results.getFirst().state()).isEqualTo(State.ADMITTED);
        assertThat(ask.state()).isEqualTo(State.WAITING);
    }

    @Test
    void lestAnythingWaitForeverOneTurnInEightIsNotForResults() {
        Ticket working = other(0);
        other(0);
        Ticket ask = other(0);
        for (int turn = 0; turn < 8; turn++) {
            assertThat(ask.state()).isEqualTo(State.WAITING);
            Ticket result = places.enter(Lane.RESULTS, 0);
            places.leave(working, 0);
            working = result.state() == State.ADMITTED ? result : ask;
        }
        assertThat(ask.state()).isEqualTo(State.ADMITTED);
    }

    @Test
    void refusesWhoHasWaitedForTooLong() {
        tickets(2, Lane.OTHERS);
        Ticket early = other(0);
        Ticket late = other(1);
        places.tick(10 * SECOND);
        assertThat(early.state()).isEqualTo(State.WAITING);
        places.tick(10 * SECOND + 1);
        assertThat(early.state()).isEqualTo(State.REFUSED);
        assertThat(late.state()).isEqualTo(State.WAITING);
    }

    /** Every second one comes and one is admitted: the line never empties. */
    private static List<Ticket> overload(Places places, int waiting) {
        List<Ticket> working = new ArrayList<>(List.of(places.enter(Lane.OTHERS, 0)));
        for (int i = 0; i < waiting; i++) {
            working.add(places.enter(Lane.OTHERS, 0));
        }
        for (int second = 1; second <= 10; second++) {
            working.add(places.enter(Lane.OTHERS, second * SECOND));
            places.leave(working.removeFirst(), second * SECOND);
        }
        return working;
    }

    private Places oneWithRoomForTen() {
        return new Places(new Places.Terms(1, 10, Duration.ofSeconds(10), Duration.ofMinutes(1)), isDatabaseBusy::get);
    }

    @Test
    void takesNobodyInAnOverloadWhileTheFirstInLineHasWaitedForAFifthOfTheTime() {
        Places one = oneWithRoomForTen();
        overload(one, 4);
        assertThat(one.enter(Lane.OTHERS, 11 * SECOND).state()).isEqualTo(State.REFUSED);
        assertThat(one.enter(Lane.RESULTS, 11 * SECOND).state()).isEqualTo(State.WAITING);
    }

    @Test
    void aLineThatIsServedSoonIsNoOverload() {
        Places one = oneWithRoomForTen();
        List<Ticket> working = overload(one, 4);
        for (int served = 0; served < 3; served++) {
            one.leave(working.removeFirst(), 11 * SECOND);
        }
        for (int coming = 0; coming < 4; coming++) {
            assertThat(one.enter(Lane.OTHERS, 11 * SECOND).state()).isEqualTo(State.WAITING);
        }
    }

    @Test
    void aLineOfFewerThanFourTimesThePlacesIsNoOverloadHoweverSlowItIs() {
        Places one = oneWithRoomForTen();
        overload(one, 3);
        assertThat(one.enter(Lane.OTHERS, 11 * SECOND).state()).isEqualTo(State.WAITING);
    }

    @Test
    void isOutOfTheOverloadOnceTheLineWasEmpty() {
        List<Ticket> working = tickets(2, Lane.OTHERS);
        Ticket waiting = other(0);
        places.leave(working.getFirst(), 9 * SECOND);
        assertThat(waiting.state()).isEqualTo(State.ADMITTED);
        other(11);
        assertThat(other(14).state()).isEqualTo(State.WAITING);
    }

    @Test
    void whoIsAtWorkForVeryLongLendsItsPlace() {
        Ticket slow = other(0);
        other(0);
        Ticket next = other(59);
        places.tick(60 * SECOND + 1);
        assertThat(slow.state()).isEqualTo(State.LAPSED);
        assertThat(next.state()).isEqualTo(State.ADMITTED);
        assertThat(places.working()).isEqualTo(3);
        places.leave(slow, 61 * SECOND);
        assertThat(places.working()).isEqualTo(2);
    }

    @Test
    void lendsThreeTimesItsPlacesAtMostWhileTheDatabaseIsWhatAllWaitFor() {
        isDatabaseBusy.set(true);
        for (int minute = 0; minute < 6; minute++) {
            Ticket one = other(61 * minute);
            Ticket another = other(61 * minute);
            assertThat(List.of(one.state(), another.state())).containsOnly(minute < 4 ? State.ADMITTED : State.WAITING);
        }
        assertThat(places.working()).isEqualTo(8);
        isDatabaseBusy.set(false);
        places.tick(306 * SECOND);
        assertThat(places.working()).isEqualTo(10);
    }

    @Test
    void oneOfFourPlacesIsForResultsAlone() {
        Places four = places(4);
        List<Ticket> asks =
                Stream.generate(() -> four.enter(Lane.OTHERS, 0)).limit(4).toList();
        assertThat(asks)
                .extracting(Ticket::state)
                .containsExactly(State.ADMITTED, State.ADMITTED, State.ADMITTED, State.WAITING);
        Ticket tell = four.enter(Lane.RESULTS, 0);
        assertThat(tell.state()).isEqualTo(State.ADMITTED);
        four.leave(tell, 0);
        assertThat(asks.getLast().state()).isEqualTo(State.WAITING);
        four.leave(asks.getFirst(), 0);
        assertThat(asks.getLast().state()).isEqualTo(State.ADMITTED);
        assertThat(four.working()).isEqualTo(3);
    }

    @Test
    void resultsMayHaveAllPlaces() {
        Places four = places(4);
        assertThat(Stream.generate(() -> four.enter(Lane.RESULTS, 0)).limit(4))
                .extracting(Ticket::state)
                .containsOnly(State.ADMITTED);
        assertThat(four.enter(Lane.OTHERS, 0).state()).isEqualTo(State.WAITING);
    }

    @Test
    void lendsEightTimesItsPlacesAtMost() {
        for (int minute = 0; minute < 10; minute++) {
            Ticket one = other(61 * minute);
            Ticket another = other(61 * minute);
            assertThat(List.of(one.state(), another.state())).containsOnly(minute < 9 ? State.ADMITTED : State.WAITING);
        }
        assertThat(places.working()).isEqualTo(18);
    }

    @Test
    void takesATimeThatIsEarlierThanAnothersForTheSame() {
        Ticket working = other(5);
        other(5);
        Ticket waiting = other(6);
        places.leave(working, 2 * SECOND);
        assertThat(waiting.admitted()).isEqualTo(6 * SECOND);
    }

    @Test
    void refusesTermsWithoutPlaces() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Places.Terms(0, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .withMessageContaining("0 places");
    }

    private Ticket other(int second) {
        return places.enter(Lane.OTHERS, second * SECOND);
    }

    private List<Ticket> tickets(int count, Lane lane) {
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tickets.add(places.enter(lane, 0));
        }
        return tickets;
    }
}
