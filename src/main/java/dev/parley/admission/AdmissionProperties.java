package dev.parley.admission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How many requests are taken on.
 *
 * @param places how many requests are worked on at once
 * @param room how many may wait for a place; of those that workers send about their trials, twice as many
 * @param patience how long a request may wait for a place; about a fifth of that where the line does not empty
 * @param lapse after what time a request that is still at work lends its place to another
 * @param bulkPlaces how many requests with large bodies are worked on at once; they have places and a line of their own
 * @param largeBody from what size on a body is large; smaller ones are read before their request asks for a place
 * @param bodyPatience how long a body may take to arrive, besides a second for each 100,000 bytes of it
 */
@ConfigurationProperties("parley.admission")
record AdmissionProperties(
        @DefaultValue("64") int places,
        @DefaultValue("1000") int room,
        @DefaultValue("5s") Duration patience,
        @DefaultValue("1s") Duration lapse,
        @DefaultValue("4") int bulkPlaces,
        @DefaultValue("16KB") DataSize largeBody,
        @DefaultValue("10s") Duration bodyPatience) {

    Places.Terms terms() {
        return new Places.Terms(places, room, patience, lapse);
    }

    /**
     * Those with large bodies take long and so wait longer, and keep their places, which are room in memory, for as long as a
     * slow client may need.
     */
    Places.Terms bulkTerms() {
        return new Places.Terms(bulkPlaces, 8 * bulkPlaces, patience.multipliedBy(6), Duration.ofMinutes(10));
    }
}
