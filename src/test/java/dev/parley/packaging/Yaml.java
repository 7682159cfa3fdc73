package dev.parley.packaging;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A node of a YAML document, read by paths such as {@code spec.template.spec.containers.0.name}. */
record Yaml(@Nullable Object node) {

    static Yaml file(String path) throws IOException {
        return new Yaml(parser().load(Files.readString(Path.of(path))));
    }

    /** The documents of a stream, empty ones left out. */
    static List<Yaml> documents(String stream) {
        List<Yaml> documents = new ArrayList<>();
        for (Object document : parser().loadAll(stream)) {
            if (document != null) {
                documents.add(new Yaml(document));
            }
        }
        return documents;
    }

    private static org.yaml.snakeyaml.Yaml parser() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new org.yaml.snakeyaml.Yaml(new SafeConstructor(options));
    }

    /** The node at a path; absent where there is none. */
    Yaml at(String path) {
        @Nullable Object found = node;
        for (String step : path.split("\\.")) {
            if (found instanceof Map<?, ?> map) {
                found = map.get(step);
            } else if (found instanceof List<?> list && Integer.parseInt(step) < list.size()) {
                found = list.get(Integer.parseInt(step));
            } else {
                return new Yaml(null);
            }
        }
        return new Yaml(found);
    }

    /** The entry of a mapping under this very name, dots and all. */
    Yaml entry(String name) {
        return new Yaml(map().get(name));
    }

    boolean isPresent() {
        return node != null;
    }

    String text() {
        return String.valueOf(requireNonNull(node, "no such node"));
    }

    Map<?, ?> map() {
        return node instanceof Map<?, ?> map ? map : Map.of();
    }

    List<String> keys() {
        return map().keySet().stream().map(String::valueOf).toList();
    }

    List<Yaml> items() {
        return node instanceof List<?> list ? list.stream().map(Yaml::new).toList() : List.of();
    }
}
