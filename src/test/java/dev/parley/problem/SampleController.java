package dev.parley.problem;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.parley.optimizer.Direction;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Fails in every way that a controller can. */
@RestController
@RequestMapping("/sample")
class SampleController {

    record Sample(
            @Nullable Integer count,
            @Nullable Double ratio,
            @Nullable String name,
            @Nullable Direction direction,
            @Nullable Positive positive,
            @Nullable Shape shape,
            @Valid @Nullable List<Named> objectives,
            @Nullable Map<String, String> labels) {}

    record Named(@NotBlank String name) {}

    record Positive(int value) {

        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value must be positive, got " + value);
            }
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Square.class, name = "square")
    })
    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    Sample echo(@Valid @RequestBody Sample sample) {
        return sample;
    }

    @PostMapping("/trials")
    int count(@RequestBody @NotEmpty List<@Valid Named> named) {
        return named.size();
    }

    @GetMapping("/page")
    int page(@RequestParam @Max(100) int pageSize, @RequestHeader("X-Some") String some) {
        return pageSize;
    }

    @GetMapping("/fail/{how}")
    String fail(@PathVariable String how) throws Exception {
        throw switch (how) {
            case "lease" ->
                new ProblemException(ProblemType.ALREADY_TOLD, "Trial 3 is complete already.")
                        .with("recorded", Map.of("state", "complete"));
            case "database" -> new CannotCreateTransactionException("no connection to 10.0.0.1", new EOFException());
            case "gone" ->
                new HttpMessageNotWritableException(
                        "Could not write JSON", new IllegalStateException(new IOException("Broken pipe")));
            case "collision" -> new CannotAcquireLockException("deadlock");
            default -> new IllegalStateException("secret at dev.parley.Inside");
        };
    }
}
