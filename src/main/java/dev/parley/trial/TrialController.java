package dev.parley.trial;

import dev.parley.optimizer.Origin;
import dev.parley.problem.ProblemException;
import dev.parley.study.IdempotencyKeys;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.study.TrialState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/studies/{study}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Trials")
class TrialController {

    private final TrialService service;
    private final TrialAdding adding;
    private final TrialListing listing;

    TrialController(TrialService service, TrialAdding adding, TrialListing listing) {
        this.service = service;
        this.adding = adding;
        this.listing = listing;
    }

    @PostMapping(path = "/trials", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "addTrials", summary = "Queue trials, or import finished ones")
    AddTrialsResponse add(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @RequestHeader(name = "Idempotency-Key", required = false)
                    @Size(min = 1, max = IdempotencyKeys.MAX_LENGTH)
                    @Nullable
                    String idempotencyKey,
            @Valid @RequestBody AddTrialsRequest request) {
        return adding.add(project, study, request, idempotencyKey);
    }

    @GetMapping("/trials")
    @Operation(operationId = "listTrials", summary = "List trials by number, by value, or what changed")
    TrialList list(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "Only trials in this state; may be repeated")
                    @RequestParam(required = false)
                    @Nullable
                    List<TrialState> state,
            @Parameter(description = "Only trials whose configuration came from there")
                    @RequestParam(required = false)
                    @Nullable
                    Origin origin,
            @Parameter(description = "Only trials that this worker had last")
                    @RequestParam(required = false)
                    @Size(max = 200)
                    @Nullable
                    String worker,
            @Parameter(description = "Only trials changed after this revision, in the order of their changes")
                    @RequestParam(required = false)
                    @Nullable
                    Long sinceRevision,
            @Parameter(description = "number (the default), newest: the highest number first, or value: best first")
                    @RequestParam(required = false)
                    @Nullable
                    TrialOrder order,
            @RequestParam(required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String pageToken) {
        if (sinceRevision != null && order != null && order != TrialOrder.REVISION) {
            throw ProblemException.atParameter("order", "must be left out with sinceRevision");
        }
        TrialOrder effective = order != null ? order : sinceRevision != null ? TrialOrder.REVISION : TrialOrder.NUMBER;
        return listing.list(
                project,
                study,
                new TrialListing.Wanted(state == null ? List.of() : state, origin, worker, sinceRevision),
                effective,
                Page.of(pageSize, pageToken));
    }

    @GetMapping("/trials/{number}")
    @Operation(operationId = "getTrial", summary = "Read a trial")
    TrialResponse get(
            @Parameter(hidden = true) Project project, @PathVariable StudyName study, @PathVariable int number) {
        return service.get(project, study, number);
    }

    @PostMapping(path = "/trials/{number}/tell", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "tell", summary = "Tell how a trial ended")
    TrialResponse tell(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @PathVariable int number,
            @Valid @RequestBody TellRequest request) {
        return service.tell(project, study, number, request);
    }

    @PostMapping(path = "/trials/{number}/heartbeat", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "heartbeat", summary = "Renew a running trial's lease")
    HeartbeatResponse heartbeat(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @PathVariable int number,
            @Valid @RequestBody HeartbeatRequest request) {
        return service.heartbeat(project, study, number, request);
    }

    @PostMapping(path = "/trials/{number}/release", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "release", summary = "Give a running trial back to the queue")
    TrialResponse release(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @PathVariable int number,
            @Valid @RequestBody ReleaseRequest request) {
        return service.release(project, study, number, request);
    }

    @PostMapping("/trials/{number}/cancel")
    @Operation(operationId = "cancel", summary = "End a queued or running trial")
    TrialResponse cancel(
            @Parameter(hidden = true) Project project, @PathVariable StudyName study, @PathVariable int number) {
        return service.cancel(project, study, number);
    }

    @PostMapping("/trials/{number}/retract")
    @Operation(operationId = "retract", summary = "Withdraw a wrong result")
    TrialResponse retract(
            @Parameter(hidden = true) Project project, @PathVariable StudyName study, @PathVariable int number) {
        return service.retract(project, study, number);
    }
}
