package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class ListingIT {

    private static final String MAXIMIZE = "'objectives': [{'name': 'loss', 'direction': 'maximize'}]";

    @Autowired
    Api api;

    /** The numbers of all trials in a list, two a page. */
    private static List<Integer> paged(StudyApi study, String query) {
        List<Integer> numbers = new ArrayList<>();
        String next = "";
        while (true) {
            Answer page = study.get("/trials?pageSize=2" + query + next).is(200);
            numbers.addAll(page.numbers("/trials"));
            assertThat(page.numbers("/trials")).hasSizeLessThanOrEqualTo(2);
            if (!page.text().contains("nextPageToken")) {
                return numbers;
            }
            next = "&pageToken=" + page.at("/nextPageToken").asString();
        }
    }

    /** Trials 0 to 7: five complete, with values 3, 1, 2, 1, 3, one failed, one running, one queued. */
    private StudyApi eight(String... fields) {
        StudyApi study = api.study(fields);
        study.ask("{'count': 7}").is(200);
        study.add("{'configuration': {'x': 0.5}}").is(201);
        double[] values = {3, 1, 2, 1, 3};
        for (int i : new int[] {4, 2, 0, 3, 1}) {
            study.tell(i, values[i]);
        }
        study.tell(5, "{'state': 'failed'}").is(200);
        return study;
    }

    @Test
    void listsByNumber() {
        StudyApi study = eight();
        assertThat(paged(study, "")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(paged(study, "&order=number")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void listsByState() {
        StudyApi study = eight();
        assertThat(paged(study, "&state=complete")).containsExactly(0, 1, 2, 3, 4);
        assertThat(paged(study, "&state=queued&state=running")).containsExactly(6, 7);
        assertThat(paged(study, "&state=failed&order=value")).containsExactly(5);
        assertThat(paged(study, "&state=lost")).isEmpty();
    }

    @Test
    void listsTheBestFirstTheLowestNumberAmongEqualsAndTheUnfinishedLast() {
        assertThat(paged(eight(), "&order=value")).containsExactly(1, 3, 2, 0, 4, 5, 6, 7);
        assertThat(paged(eight(MAXIMIZE), "&order=value")).containsExactly(0, 4, 2, 1, 3, 5, 6, 7);
    }

    @Test
    void sortsValuesToTheLastBit() {
        StudyApi study = api.study();
        study.ask("{'count': 6}");
        String[] values = {"1e308", "-1e308", "5e-324", "0", "0.30000000000000004", "0.3"};
        for (int i = 0; i < values.length; i++) {
            study.tell(i, "{'state': 'complete', 'values': {'loss': " + values[i] + "}}")
                    .is(200);
        }
        assertThat(paged(study, "&order=value")).containsExactly(1, 3, 2, 5, 4, 0);
    }

    @Test
    void listsWhatChangedSinceARevision() {
        StudyApi study = eight();
        long revision = study.get("").at("/progress/revision").asLong();
        assertThat(paged(study, "&sinceRevision=" + revision)).isEmpty();
        study.tell(6, 0.5);
        study.post("/trials/2/retract", "").is(200);
        study.ask();
        assertThat(paged(study, "&sinceRevision=" + revision)).containsExactly(6, 2, 7);
        assertThat(paged(study, "&sinceRevision=" + revision + "&state=running"))
                .containsExactly(7);
        assertThat(paged(study, "&sinceRevision=0")).hasSize(8).endsWith(6, 2, 7);
    }

    @Test
    void refusesWhatItCannotRead() {
        StudyApi study = eight();
        study.get("/trials?state=done").isInvalidParameter("state");
        study.get("/trials?order=size").isInvalidParameter("order");
        study.get("/trials?sinceRevision=x").isInvalidParameter("sinceRevision");
        study.get("/trials?sinceRevision=1&order=value").isInvalidParameter("order");
        study.get("/trials?pageSize=0").isInvalidParameter("pageSize");
        study.get("/trials?pageSize=1001").isInvalidParameter("pageSize");
        for (String token : new String[] {"nonsense!", "YWJj", "AA", "LQ", "Lw"}) {
            for (String order : new String[] {"number", "value", "revision"}) {
                study.get("/trials?order=" + order + "&pageToken=" + token).isInvalidParameter("pageToken");
            }
        }
        String ofValues =
                study.get("/trials?order=value&pageSize=1").at("/nextPageToken").asString();
        study.get("/trials?order=number&pageToken=" + ofValues).isInvalidParameter("pageToken");
        study.get("/trials/x").isInvalidParameter("number");
        study.get("/trials/99999999999").isInvalidParameter("number");
        study.get("/trials/-1").isProblem(404, "trial-not-found");
    }

    @Test
    void theBestIsTheLowestNumberAmongEquals() {
        StudyApi study = eight();
        study.get("/best").is(200).has("/trial/number", "1").lacks("/front").lacks("/trial/lease");
        study.get("").has("/progress/best", "{'number': 1, 'value': 1.0}");
        eight(MAXIMIZE).get("/best").has("/trial/number", "0");
        api.study().get("/best").is(200).lacks("/trial");
    }

    @Test
    void aTrialThatViolatesAConstraintIsNotTheBest() {
        StudyApi study = eight();
        study.tell(6, "{'state': 'complete', 'values': {'loss': 0}, 'constraints': {'memory': 0.1}}")
                .is(200);
        study.get("/best").has("/trial/number", "1");
    }

    @Test
    void theBestOfSeveralObjectivesIsTheParetoFront() {
        StudyApi study = api.study(
                "'objectives': [{'name': 'a', 'direction': 'minimize'}, {'name': 'b', 'direction': 'maximize'}]");
        study.get("/best").is(200).has("/front", "[]").lacks("/trial");
        study.ask("{'count': 6}");
        int[][] values = {{3, 3}, {1, 1}, {2, 2}, {2, 1}, {4, 3}};
        for (int i = 0; i < values.length; i++) {
            study.tell(i, "{'state': 'complete', 'values': {'a': %d, 'b': %d}}".formatted(values[i][0], values[i][1]))
                    .is(200);
        }
        study.tell(5, "{'state': 'failed'}").is(200);
        assertThat(study.get("/best").numbers("/front")).containsExactly(0, 1, 2);
        study.get("").lacks("/progress/best");
        study.post("/trials/2/retract", "").is(200);
        assertThat(study.get("/best").numbers("/front")).containsExactly(0, 1);
    }

    @Test
    void cancelEndsAQueuedOrRunningTrial() {
        StudyApi study = eight("'limits': {'trials': 8}");
        study.post("/trials/6/cancel", "").is(200).has("/state", "'cancelled'").lacks("/retracted");
        study.post("/trials/6/cancel", "").is(200).has("/state", "'cancelled'");
        study.get("").has("/state", "'active'");
        study.post("/trials/7/cancel", "").is(200).has("/state", "'cancelled'");
        study.get("").has("/state", "'completed'").has("/progress/trials/cancelled", "2");
        study.tell(6, "{'state': 'complete', 'values': {'loss': 0}}").isProblem(409, "wrong-state");
        study.post("/trials/0/cancel", "").isProblem(409, "wrong-state");
        study.post("/trials/8/cancel", "").isProblem(404, "trial-not-found");
    }

    @Test
    void retractWithdrawsAResultAndFindsTheBestAnew() {
        StudyApi study = eight();
        study.post("/trials/1/retract", "")
                .is(200)
                .has("/state", "'cancelled'")
                .has("/retracted", "true")
                .has("/values", "{'loss': 1.0}");
        study.post("/trials/1/retract", "").is(200);
        study.get("/best").has("/trial/number", "3");
        study.post("/trials/3/retract", "").is(200);
        study.get("/best").has("/trial/number", "2");
        study.get("").has("/progress/best", "{'number': 2, 'value': 2.0}").has("/progress/trials/complete", "3");
        assertThat(paged(study, "&order=value")).containsExactly(2, 0, 4, 1, 3, 5, 6, 7);
        study.tell(1, "{'state': 'complete', 'values': {'loss': 1}}").isProblem(409, "wrong-state");
        for (int i : new int[] {0, 2, 4, 5}) {
            study.post("/trials/" + i + "/retract", "").is(200);
        }
        study.get("/best").lacks("/trial");
        study.get("").lacks("/progress/best");
        study.post("/trials/6/retract", "").isProblem(409, "wrong-state");
        study.post("/trials/7/retract", "").isProblem(409, "wrong-state");
    }

    @Test
    void retractGivesPatienceBack() {
        StudyApi study = api.study("'limits': {'patience': 2}");
        study.finish(0.5);
        study.finish(0.1);
        study.finish(0.4);
        study.finish(0.45);
        study.get("").has("/state", "'completed'");
        study.post("/trials/1/retract", "").is(200);
        study.get("").has("/state", "'active'").has("/progress/best/number", "2");
        study.finish(0.6);
        study.get("").has("/state", "'completed'");
    }

    @Test
    void retractOfAReachedTargetReopens() {
        StudyApi study = api.study("'limits': {'target': 0.2}");
        study.finish(0.1);
        study.get("").has("/state", "'completed'");
        study.post("/trials/0/retract", "").is(200);
        study.get("").has("/state", "'active'");
        study.ask();
    }
}
