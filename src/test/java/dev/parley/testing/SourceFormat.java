package dev.parley.testing;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The one way that Parley's Java sources are laid out: Palantir's formatter, 120 columns. */
public final class SourceFormat {

    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    private SourceFormat() {}

    /** Rewrites every source that is laid out otherwise. */
    public static void main(String[] arguments) throws IOException, FormatterException {
        for (Path source : sources()) {
            String text = Files.readString(source);
            String formatted = format(text);
            if (!formatted.equals(text)) {
                Files.writeString(source, formatted);
            }
        }
    }

    static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    static String format(String text) throws FormatterException {
        return FORMATTER.formatSourceAndFixImports(text);
    }
}
