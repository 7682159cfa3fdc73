package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.History;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** How sure a result is: told, kept, compared, imported, and seen by the engines. */
@IntegrationTest
class StandardErrorIT {

    private static final String TWO =
            "'objectives': [{'name': 'loss', 'direction': 'minimize'}, {'name': 'size', 'direction': 'minimize'}]";

    @Autowired
    Api api;

    @Autowired
    Transactions transactions;

    @Autowired
    Studies studies;

    @Autowired
    HistoryCache histories;

    private StudyApi running(String... fields) {
        StudyApi study = api.study(fields);
        study.ask();
        return study;
    }

    private History history(StudyApi study) {
        return transactions
                .read(() -> histories.upTo(studies.find(Project.DEFAULT, new StudyName(study.name()))))
                .history();
    }

    private static String complete(String fields) {
        return "{'state': 'complete', " + fields + "}";
    }

    @Test
    void aStandardErrorIsKeptBesideItsValue() {
        StudyApi study = running();
        study.tell(0, complete("'values': {'loss': 0.5}, 'standardErrors': {'loss': 0.125}"))
                .is(200)
                .has("/values", "{'loss': 0.5}")
                .has("/standardErrors", "{'loss': 0.125}")
                .lacks("/scores");
        study.trial(0).has("/standardErrors", "{'loss': 0.125}");
        study.get("/best").has("/trial/standardErrors/loss", "0.125");
        assertThat(history(study).standardError(0, 0)).isEqualTo(0.125);
    }

    @Test
    void scoresStandForTheirMeanAndItsStandardError() {
        StudyApi study = running();
        study.tell(0, complete("'scores': {'loss': [1, 2, 3, 4, 5, 6]}"))
                .is(200)
                .has("/values", "{'loss': 3.5}")
                .has("/scores", "{'loss': [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}");
        assertThat(study.trial(0).at("/standardErrors/loss").doubleValue()).isBetween(0.76376, 0.76377);
        study.trial(0).has("/scores", "{'loss': [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}");
        assertThat(history(study).value(0, 0)).isEqualTo(3.5);
        assertThat(history(study).standardError(0, 0)).isBetween(0.76376, 0.76377);
        study.get("").has("/progress/best/value", "3.5");
    }

    @Test
    void ofOneScoreTheErrorIsUnknown() {
        StudyApi study = running();
        study.tell(0, complete("'scores': {'loss': [0.25]}"))
                .is(200)
                .has("/values", "{'loss': 0.25}")
                .lacks("/standardErrors")
                .has("/scores", "{'loss': [0.25]}");
        assertThat(history(study).standardError(0, 0)).isNaN();
    }

    @Test
    void aValueBesideItsScoresIsTheirMeanToSinglePrecision() {
        StudyApi study = running();
        study.tell(0, complete("'values': {'loss': 0.6}, 'scores': {'loss': [0.25, 0.75]}"))
                .isInvalidAt("/values/loss");
        study.tell(0, complete("'values': {'loss': NaN}, 'scores': {'loss': [0.25, 0.75]}"))
                .isInvalidAt("/values/loss");
        study.tell(0, complete("'values': {'loss': 0.50000003}, 'scores': {'loss': [0.25, 0.75]}"))
                .is(200)
                .has("/values/loss", "0.5");
    }

    @Test
    void objectivesAreToldEachInItsWay() {
        StudyApi study = running(TWO);
        study.tell(0, complete("'values': {'size': 7}, 'scores': {'loss': [1, 3]}"))
                .is(200)
                .has("/values", "{'loss': 2.0, 'size': 7.0}")
                .has("/standardErrors", "{'loss': 1.0}");
        study.ask();
        study.tell(1, complete("'values': {'size': 7, 'loss': 1}, 'standardErrors': {'size': 0}"))
                .is(200)
                .has("/standardErrors", "{'size': 0.0}");
        assertThat(history(study).standardError(0, 1)).isNaN();
        assertThat(history(study).standardError(1, 0)).isNaN();
        assertThat(history(study).standardError(1, 1)).isZero();
        study.ask();
        study.tell(2, complete("'scores': {'loss': [1, 3]}")).isInvalidAt("/values/size");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        'values': {'loss': 1}, 'standardErrors': {'loss': -0.1}      | /standardErrors/loss
        'values': {'loss': 1}, 'standardErrors': {'loss': NaN}       | /standardErrors/loss
        'values': {'loss': 1}, 'standardErrors': {'loss': 'Infinity'}| /standardErrors/loss
        'values': {'loss': 1}, 'standardErrors': {'loss': null}      | /standardErrors/loss
        'values': {'loss': 1}, 'standardErrors': {'loss': 'a'}       | /standardErrors/loss
        'values': {'loss': 1}, 'standardErrors': {'lost': 0.1}       | /standardErrors/lost
        'standardErrors': {'loss': 0.1}                              | "/standardErrors/loss /values"
        'scores': {'loss': []}                                       | /scores/loss
        'scores': {'loss': null}                                     | "/scores/loss /values/loss"
        'scores': {'loss': [1, null, 2]}                             | /scores/loss/1
        'scores': {'loss': [1, 'a']}                                 | /scores/loss/1
        'scores': {'loss': 1}                                        | /scores/loss
        'scores': {'loss': [1, 2], 'a/b': [1]}                       | /scores/a~1b
        'scores': {'loss': [1, 2]}, 'standardErrors': {'loss': 0.1}  | /standardErrors/loss
        """)
    void whatMakesNoSenseIsPointedAt(String fields, String pointers) {
        StudyApi study = running();
        study.tell(0, complete(fields)).isInvalidAt(pointers.split(" "));
        study.trial(0).has("/state", "'running'");
    }

    @Test
    void thereAreAtMostAThousandScores() {
        StudyApi study = running();
        String thousand = IntStream.range(0, 1_000).mapToObj(i -> "0.5").collect(Collectors.joining(","));
        study.tell(0, complete("'scores': {'loss': [" + thousand + ", 0.5]}")).isInvalidAt("/scores/loss");
        study.tell(0, complete("'scores': {'loss': [" + thousand + "]}"))
                .is(200)
                .has("/standardErrors/loss", "0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "'NaN'", "'Infinity'", "'-Infinity'"})
    void aScoreThatIsNotFiniteMakesTheTrialInfeasible(String score) {
        StudyApi study = running();
        String told = complete("'scores': {'loss': [0.5, " + score + ", 0.75]}");
        study.tell(0, told)
                .is(200)
                .has("/state", "'infeasible'")
                .has("/reason", "'loss was " + score.replace("'", "") + "'")
                .lacks("/values")
                .lacks("/scores")
                .lacks("/standardErrors");
        study.tell(0, told).is(200);
        study.tell(0, complete("'scores': {'loss': [0.5, 0.75]}")).isProblem(409, "already-told");
    }

    @Test
    void aPrunedTrialMayHaveThemAndAFailedOneNot() {
        StudyApi study = running();
        study.tell(0, "{'state': 'failed', 'scores': {'loss': [1]}, 'standardErrors': {'loss': 1}}")
                .isInvalidAt("/scores", "/standardErrors", "/standardErrors/loss");
        study.tell(0, "{'state': 'pruned', 'scores': {'loss': [1, 3]}}")
                .is(200)
                .has("/values/loss", "2.0")
                .has("/standardErrors/loss", "1.0");
        assertThat(history(study).standardError(0, 0)).isEqualTo(1);
    }

    @Test
    void theSameAgainChangesNothingAndAnythingElseIsRefused() {
        StudyApi study = running();
        String told = complete("'values': {'loss': 2}, 'standardErrors': {'loss': 1}");
        study.tell(0, told).is(200);
        study.tell(0, told).is(200).has("/revision", "2");
        study.tell(0, complete("'values': {'loss': 2}")).isProblem(409, "already-told");
        study.tell(0, complete("'values': {'loss': 2}, 'standardErrors': {'loss': 0.5}"))
                .isProblem(409, "already-told")
                .has("/recorded/standardErrors/loss", "1.0");
        study.tell(0, complete("'scores': {'loss': [1, 3]}")).isProblem(409, "already-told");

        study.ask();
        String scores = complete("'scores': {'loss': [0.1, 1e300, 3e-7]}");
        study.tell(1, scores).is(200);
        study.tell(1, scores).is(200);
        study.tell(
                        1,
                        complete("'values': {'loss': %s}, 'scores': {'loss': [0.1, 1e300, 3e-7]}"
                                .formatted(study.trial(1).at("/values/loss"))))
                .is(200);
        study.tell(1, complete("'scores': {'loss': [0.1, 1e300, 3e-7, 1]}")).isProblem(409, "already-told");
    }

    @Test
    void importedTrialsHaveThemToo() {
        StudyApi study = api.study(TWO);
        study.add("{'configuration': {'x': 0.5}, 'state': 'complete', 'values': {'loss': 1, 'size': 2},"
                        + " 'standardErrors': {'size': 0.5}},"
                        + " {'configuration': {'x': 0.5}, 'state': 'complete', 'values': {'size': 2},"
                        + " 'scores': {'loss': [1, 3]}},"
                        + " {'configuration': {'x': 0.5}, 'state': 'failed'}")
                .is(201);
        study.trial(0).has("/standardErrors", "{'size': 0.5}").lacks("/scores");
        study.trial(1).has("/standardErrors", "{'loss': 1.0}").has("/scores", "{'loss': [1.0, 3.0]}");
        study.trial(2).lacks("/standardErrors").lacks("/scores");
        History history = history(study);
        assertThat(history.standardError(0, 0)).isNaN();
        assertThat(history.standardError(0, 1)).isEqualTo(0.5);
        assertThat(history.standardError(1, 0)).isEqualTo(1);
        study.add("{'configuration': {'x': 0.5}, 'scores': {'loss': [1]}, 'standardErrors': {'loss': 1}},"
                        + " {'configuration': {'x': 0.5}, 'state': 'complete', 'scores': {'loss': [1], 'sizes': [1]}}")
                .isInvalidAt(
                        "/trials/0/scores",
                        "/trials/0/standardErrors",
                        "/trials/1/scores/sizes",
                        "/trials/1/values/size");
    }

    @Test
    void aRetractedResultTakesItsErrorOutOfTheHistory() {
        StudyApi study = running();
        study.tell(0, complete("'scores': {'loss': [1, 3]}")).is(200);
        study.post("/trials/0/retract", "").is(200).has("/scores", "{'loss': [1.0, 3.0]}");
        assertThat(history(study).standardError(0, 0)).isNaN();
    }
}
