package dev.parley.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An alert of the chart, alone in its file.
 *
 * @param file the file's name without its ending
 * @param rules the whole file
 */
record Alert(String file, Yaml rules) {

    static final Path FOLDER = Path.of("helm/parley/alerts");

    static List<Alert> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Alert> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                all.add(new Alert(
                        String.valueOf(file.getFileName()).replaceFirst("\\.yaml$", ""), Yaml.file(file.toString())));
            }
            return all;
        }
    }

    Yaml rule() {
        return rules.at("groups.0.rules.0");
    }

    String name() {
        return rule().at("alert").text();
    }

    String expression() {
        return rule().at("expr").text();
    }

    @Override
    public String toString() {
        return file;
    }
}
