package dev.parley.llm.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadScoresTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"scores\": {\"c1\": 61.5, \"c2\": 88}}",
                "Here you are:\n```json\n{\"scores\": {\"c1\": 61.5, \"c2\": 88}}\n```\nGood luck!",
                "<think>{\"scores\": {\"c1\": 1}}</think>{\"scores\": {\"c1\": 61.5, \"c2\": 88}}",
                "{\"c1\": 61.5, \"c2\": \"88\"}",
                "{\"scores\": [61.5, 88]}",
                "{\"predictions\": [{\"score\": 61.5}, {\"score\": 88}]}",
                "{'scores': {'c1': {'score': 61.5}, 'c2': 88,}}",
                "c1: 61.5\nc2 = 88",
                "- **c1** scores 61.5\n- **c2** scores 88"
            })
    void scoresAreFoundInManyShapes(String answer) {
        ReadScores read = ReadScores.of(answer, 2);
        assertThat(read.scores()).containsExactly(61.5, 88.0);
        assertThat(read.misreadings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"61.5", " 61.5\n", "{\"score\": 61.5}", "{\"scores\": 61.5}", "{\"c1\": 61.5}", "c1: 61.5"})
    void aSingleScoreMayStandByItself(String answer) {
        assertThat(ReadScores.of(answer, 1).scores()).containsExactly(61.5);
    }

    @Test
    void whatCannotBeReadIsCounted() {
        ReadScores read =
                ReadScores.of("{\"scores\": {\"c1\": 50, \"c3\": \"good\", \"c4\": 1e9, \"c5\": NaN, \"c6\": 70}}", 6);
        assertThat(read.scores()).containsExactly(50.0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 70.0);
        assertThat(read.misreadings())
                .isEqualTo(Map.of(Misreading.MISSING, 1, Misreading.NO_NUMBER, 2, Misreading.OUT_OF_RANGE, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "I cannot tell.",
                "{}",
                "{\"scores\": [1, 2, 3]}",
                "[[[[[[",
                "{\"scores\": null}",
                "1 2",
                "c99999: 3"
            })
    void anAnswerWithoutScoresIsUnreadable(String answer) {
        ReadScores read = ReadScores.of(answer, 2);
        assertThat(read.scores()).containsExactly(Double.NaN, Double.NaN);
        assertThat(read.misreadings()).isEqualTo(Map.of(Misreading.UNREADABLE, 2));
    }

    @Test
    void whatIsWholeOfABrokenAnswerIsTaken() {
        assertThat(ReadScores.of("{\"scores\": {\"c1\": 50, \"c2\": 6", 2).scores())
                .as("6 may be the beginning of 60")
                .containsExactly(50.0, Double.NaN);
        assertThat(ReadScores.of("[{\"score\": 50}, {\"score\": 60}", 2).scores())
                .containsExactly(50.0, 60.0);
    }

    @Test
    void aPredictionIsTheMeanAndSpreadOfItsDraws() {
        ScoreScale scale = new ScoreScale(Direction.MINIMIZE, 10, 0);
        Prediction prediction = Prediction.of(new double[] {50, 60, 70}, scale);
        assertThat(prediction).isEqualTo(new Prediction(4, 1, 3));
        assertThat(Prediction.of(new double[] {50}, scale)).isEqualTo(new Prediction(5, Double.NaN, 1));
        assertThat(Prediction.of(new double[0], scale)).isEqualTo(new Prediction(Double.NaN, Double.NaN, 0));
    }
}
