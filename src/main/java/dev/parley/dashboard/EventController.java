package dev.parley.dashboard;

import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Streams of server-sent events. Each is written by the thread of its request, which is a virtual one, until the client leaves. */
@RestController
@Tag(name = "Analysis")
class EventController {

    /** How long a stream says nothing; then a comment keeps what lies between from taking it for dead. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final LiveFeed feed;
    private final Studies studies;
    private final Transactions transactions;

    EventController(LiveFeed feed, Studies studies, Transactions transactions) {
        this.feed = feed;
        this.studies = studies;
        this.transactions = transactions;
    }

    @GetMapping(path = "/api/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(operationId = "streamStudies", summary = "Hear which studies change (server-sent events)")
    @ApiResponse(
            responseCode = "200",
            description =
                    "Events `studies` whose data has the `names` of studies that were created, changed or removed;"
                        + " `reload` where they were more than a slow reader could be told of: any may have changed",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    void ofProject(@Parameter(hidden = true) Project project, HttpMethod method, HttpServletResponse response) {
        stream(() -> feed.listen(project), method, response);
    }

    @GetMapping(path = "/api/v1/studies/{study}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            operationId = "streamStudy",
            summary = "Hear how far a study is whenever that changes (server-sent events)")
    @ApiResponse(
            responseCode = "200",
            description =
                    "Events `study` with its `state`, `version` and `progress`: the first at once, then one after each"
                        + " change, or after several; their id is the revision. `removed` is the last one of a study"
                        + " that is",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    void ofStudy(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            HttpMethod method,
            HttpServletResponse response) {
        StudyView view = transactions.read(() -> studies.find(project, study));
        stream(() -> feed.listen(view), method, response);
    }

    private void stream(Supplier<Listener> listening, HttpMethod method, HttpServletResponse response) {
        if (method == HttpMethod.HEAD) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            return; // nothing of it would be sent, and nobody would know when it ends
        }
        Listener listener = listening.get();
        try {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setHeader("X-Accel-Buffering", "no"); // nginx would hold events back
            OutputStream out = response.getOutputStream();
            write(out, "retry: 1000\n\n");
            while (!listener.hasEnded()) {
                Listener.Event event = listener.next(SILENCE);
                if (event != null) {
                    String id = event.id() == null ? "" : "id: " + event.id() + "\n";
                    write(out, "event: " + event.name() + "\n" + id + "data: " + event.data() + "\n\n");
                } else if (!listener.hasEnded()) {
                    write(out, ":\n\n");
                }
            }
        } catch (IOException e) {
            // the client left
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            feed.leave(listener);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
