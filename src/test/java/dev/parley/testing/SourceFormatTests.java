package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceFormatTests {

    @Test
    void everySourceIsFormatted() throws Exception {
        List<Path> unformatted = new ArrayList<>();
        for (Path source : SourceFormat.sources()) {
            String text = Files.readString(source);
            if (!SourceFormat.format(text).equals(text)) {
                unformatted.add(source);
            }
        }
        assertThat(unformatted).as("run ./mvnw test-compile exec:exec@format").isEmpty();
    }
}
