package dev.parley.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTypeTests {

    @Test
    void isListedInTheDocumentationAsItIs() throws Exception {
        List<String> documented = Files.readAllLines(Path.of("docs/problems.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2) + 1))
                .toList();
        List<String> declared = Arrays.stream(ProblemType.values())
                .map(type -> "| `" + type.slug() + "` | " + type.status().value() + " | " + type.title() + " |")
                .toList();
        assertThat(documented).containsExactlyElementsOf(declared);
    }

    @Test
    void hasAStableUri() {
        assertThat(ProblemType.LEASE_LOST.type()).hasToString("https://parley.dev/problems/lease-lost");
    }
}
