package dev.parley.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.HtmlUtils;

/** What people see who went with a browser to an address that is none: it says so, and leads to the page. */
final class NotFoundPage {

    private static final String HTML = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Nothing here – Parley</title>
        <link rel="icon" href="%1$s/favicon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="%1$s/page/page.css">
        </head>
        <body>
        <header class="top"><div><a class="brand" href="%1$s/"><img src="%1$s/favicon.svg" alt="">Parley</a></div></header>
        <main><section class="card lost"><h1>Nothing here</h1><p>%2$s</p>
        <div class="row"><a class="button primary" href="%1$s/">All studies</a><a class="button" href="%1$s/docs">API</a></div></section></main>
        </body>
        </html>
        """;

    private NotFoundPage() {}

    /** Whether it is a browser that goes somewhere else than to the API. */
    static boolean isFor(HttpServletRequest request) {
        @Nullable String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null
                && accept.contains(MediaType.TEXT_HTML_VALUE)
                && !request.getRequestURI().startsWith(request.getContextPath() + "/api/");
    }

    static ResponseEntity<Object> of(HttpServletRequest request, ProblemException problem) {
        String html =
                HTML.formatted(HtmlUtils.htmlEscape(request.getContextPath()), HtmlUtils.htmlEscape(problem.detail()));
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .contentType(MediaType.TEXT_HTML)
                .body(html.getBytes(StandardCharsets.UTF_8));
    }
}
