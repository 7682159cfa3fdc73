package dev.parley.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitTests {

    @ParameterizedTest
    @CsvSource({"16384, 1048576, 16384", "16384, 17384, 16384", "16384, 4096, 3096", "16384, 1024, 512", "100, 256, 100"
    })
    void leavesFilesForTheRest(int wanted, long mostFiles, int taken) {
        assertThat(ConnectionLimit.within(wanted, mostFiles)).isEqualTo(taken);
    }
}
