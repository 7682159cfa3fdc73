package dev.parley.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DockerfileTests {

    /** One instruction, its continued lines joined. */
    private record Instruction(String word, String rest) {}

    @Test
    void endsOnAJreWithoutTheBuild() throws IOException {
        List<String> stages = rests("FROM");

        assertThat(stages).containsExactly("eclipse-temurin:25-jdk AS build", "eclipse-temurin:25-jre");
    }

    @Test
    void runsAsANumericUserThatIsNotRoot() throws IOException {
        assertThat(user()).matches("[1-9][0-9]+");
    }

    @Test
    void copiesWhatExistsAndIsNotIgnored() throws IOException {
        List<String> allowed = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(Files.readAllLines(Path.of(".dockerignore"))).contains("*");
        for (String copy : rests("COPY")) {
            if (copy.startsWith("--from=")) {
                continue;
            }
            List<String> words = List.of(copy.split(" "));
            for (String source : words.subList(0, words.size() - 1)) {
                assertThat(Path.of(source)).exists();
                assertThat(allowed).contains(source);
            }
        }
    }

    @Test
    void copiesFromStagesThatCameBefore() throws IOException {
        Set<String> stages = new HashSet<>();
        for (Instruction instruction : instructions()) {
            if (instruction.word().equals("FROM") && instruction.rest().contains(" AS ")) {
                stages.add(instruction.rest().split(" AS ")[1]);
            } else if (instruction.word().equals("COPY") && instruction.rest().startsWith("--from=")) {
                assertThat(stages).contains(instruction.rest().split("[= ]")[1]);
            }
        }
    }

    @Test
    void copiesEveryLayer() throws IOException {
        for (String layer : List.of("dependencies", "spring-boot-loader", "snapshot-dependencies", "application")) {
            assertThat(rests("COPY")).contains("--from=build /build/extracted/" + layer + "/ ./");
        }
    }

    @Test
    void leavesTheEmbeddedDatabaseOut() throws IOException {
        assertThat(rests("RUN").getFirst()).contains("-Pimage");
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<id>image</id>", "<excludeGroupIds>io.zonky.test.postgres</excludeGroupIds>");
    }

    @Test
    void isHealthyWhenReady() throws IOException {
        assertThat(rests("HEALTHCHECK").getFirst()).endsWith("CMD [\"bash\", \"/app/healthy.sh\"]");
        assertThat(rests("COPY")).contains("docker/healthy.sh ./");
        assertThat(Files.readString(Path.of("docker/healthy.sh"))).contains("GET /actuator/health/readiness ");
        assertThat(rests("EXPOSE")).containsExactly("8080");
    }

    @Test
    void startsWithTheCacheThatTrainingLeft() throws IOException {
        assertThat(rests("RUN").getLast())
                .isEqualTo("--mount=type=bind,source=docker/train.sh,target=/tmp/train.sh sh /tmp/train.sh");
        assertThat(rests("ENTRYPOINT").getFirst()).contains("-XX:AOTCache=/app/parley.aot");
        assertThat(Files.readString(Path.of("docker/train.sh"))).contains("-XX:AOTCacheOutput=parley.aot");
    }

    /** The user id of the final stage. */
    static String user() throws IOException {
        return rests("USER").getLast().split(":")[0];
    }

    private static List<String> rests(String word) throws IOException {
        return instructions().stream()
                .filter(instruction -> instruction.word().equals(word))
                .map(Instruction::rest)
                .toList();
    }

    private static List<Instruction> instructions() throws IOException {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : Files.readAllLines(Path.of("Dockerfile"))) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            open.append(line.strip());
            if (line.endsWith("\\")) {
                open.setCharAt(open.length() - 1, ' ');
                continue;
            }
            String[] words = open.toString().split(" ", 2);
            instructions.add(new Instruction(words[0], words[1].strip()));
            open.setLength(0);
        }
        return instructions;
    }
}
