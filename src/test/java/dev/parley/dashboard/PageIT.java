package dev.parley.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.IntegrationTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page's files and how they are served. */
@IntegrationTest
class PageIT {

    @LocalServerPort
    int port;

    private HttpResponse<String> get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> imports(String script) {
        return Pattern.compile("(?:from|import\\()\\s*\"([^\"]+)\"")
                .matcher(script)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void thePageLoadsNothingFromElsewhereAndNothingInline() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("http://", "https://", "style=", "onclick", "<style");
    }

    @Test
    void everyModuleThatIsImportedIsThere() throws Exception {
        List<String> missing = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(List.of("/page/main.js"));
        while (!left.isEmpty()) {
            String path = left.removeFirst();
            HttpResponse<String> script = get(path);
            String type = script.headers().firstValue("Content-Type").orElse("");
            if (script.statusCode() != 200 || !type.contains("javascript")) {
                missing.add(path + " " + script.statusCode() + " " + type);
            } else if (path.startsWith("/page/")) {
                imports(script.body()).stream()
                        .map(name -> URI.create(path).resolve(name).getPath())
                        .filter(seen::add)
                        .forEach(left::add);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(seen)
                .contains("/vendor/lit-html/lit-html.js", "/vendor/echarts/echarts.esm.min.js", "/page/study.js");
    }

    @Test
    void ownFilesAreLookedForAnewAndLibrariesOnceADay() throws Exception {
        assertThat(get("/page/main.js").headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(get("/vendor/lit-html/lit-html.js").headers().firstValue("Cache-Control"))
                .contains("max-age=86400");
        assertThat(get("/page/none-such.js").statusCode()).isEqualTo(404);
    }
}
