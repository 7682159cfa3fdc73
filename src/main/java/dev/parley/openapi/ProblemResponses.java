package dev.parley.openapi;

import dev.parley.problem.ProblemType;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Gives every operation the problems it may answer with: one shared response a status, all with one schema. */
@Component
class ProblemResponses implements OpenApiCustomizer {

    private static final String MEDIA_TYPE = org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE;

    private static final List<HttpStatus> ALWAYS = List.of(
            HttpStatus.BAD_REQUEST,
            HttpStatus.UNAUTHORIZED,
            HttpStatus.FORBIDDEN,
            HttpStatus.TOO_MANY_REQUESTS,
            HttpStatus.INTERNAL_SERVER_ERROR,
            HttpStatus.SERVICE_UNAVAILABLE);

    @Override
    public void customise(OpenAPI api) {
        Components components = api.getComponents();
        components.addSchemas("Problem", problem());
        components.addSchemas("FieldFault", fieldFault());
        Set<HttpStatus> used = new TreeSet<>();
        api.getPaths()
                .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                    Set<HttpStatus> statuses = statuses(path, method, operation);
                    used.addAll(statuses);
                    statuses.forEach(status -> operation
                            .getResponses()
                            .addApiResponse(
                                    String.valueOf(status.value()),
                                    new ApiResponse().$ref("#/components/responses/" + name(status))));
                }));
        used.forEach(status -> components.addResponses(name(status), response(status)));
    }

    private static Set<HttpStatus> statuses(String path, HttpMethod method, Operation operation) {
        Set<HttpStatus> statuses = new TreeSet<>(ALWAYS);
        if (path.contains("{") && !"putStudy".equals(operation.getOperationId())) {
            statuses.add(HttpStatus.NOT_FOUND);
        }
        if (method == HttpMethod.POST
                || method == HttpMethod.PUT
                || "deleteFineTune".equals(operation.getOperationId())) {
            statuses.add(HttpStatus.CONFLICT);
        }
        if (operation.getRequestBody() != null) {
            statuses.add(HttpStatus.REQUEST_TIMEOUT);
            statuses.add(HttpStatus.CONTENT_TOO_LARGE);
            statuses.add(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
        }
        if (hasParameter(operation, "Idempotency-Key")) {
            statuses.add(HttpStatus.UNPROCESSABLE_CONTENT);
        }
        if (hasParameter(operation, "If-Match")) {
            statuses.add(HttpStatus.PRECONDITION_FAILED);
            statuses.add(HttpStatus.PRECONDITION_REQUIRED);
        }
        return statuses;
    }

    private static boolean hasParameter(Operation operation, String name) {
        return operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(parameter -> parameter.getName().equals(name));
    }

    /** {@code PreconditionFailed} for 412. */
    private static String name(HttpStatus status) {
        return Arrays.stream(status.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static ApiResponse response(HttpStatus status) {
        String types = Arrays.stream(ProblemType.values())
                .filter(type -> type.status() == status)
                .map(type -> "`" + type.slug() + "`: " + type.title() + ".")
                .collect(Collectors.joining("\n\n"));
        Schema<?> schema = new JsonSchema().$ref("#/components/schemas/Problem");
        return new ApiResponse()
                .description(types)
                .content(new Content().addMediaType(MEDIA_TYPE, new MediaType().schema(schema)));
    }

    private static Schema<?> problem() {
        return object("What went wrong (RFC 9457); some types have further properties")
                .addProperty(
                        "type",
                        string("The kind of problem: stable, and what to decide by")
                                .format("uri")
                                .example(ProblemType.LEASE_LOST.type().toString()))
                .addProperty("title", string("The kind of problem in words"))
                .addProperty(
                        "status",
                        new JsonSchema().typesItem("integer").format("int32").description("The HTTP status"))
                .addProperty("detail", string("What happened this time"))
                .addProperty("instance", string("The path of the request").format("uri-reference"))
                .addProperty(
                        "errors",
                        new JsonSchema()
                                .typesItem("array")
                                .description("Every place of the request at fault")
                                .items(new JsonSchema().$ref("#/components/schemas/FieldFault")))
                .required(List.of("detail", "status", "title", "type"))
                .additionalProperties(true);
    }

    private static Schema<?> fieldFault() {
        return object("A place of the request at fault, in the body or in a parameter")
                .addProperty("pointer", string("A JSON pointer (RFC 6901) into the body; empty for the whole of it"))
                .addProperty("parameter", string("The name of a parameter of the path, the query or the header"))
                .addProperty("detail", string("What is wrong there"))
                .required(List.of("detail"));
    }

    private static Schema<?> object(String description) {
        return new JsonSchema().typesItem("object").description(description);
    }

    private static Schema<?> string(String description) {
        return new JsonSchema().typesItem("string").description(description);
    }
}
