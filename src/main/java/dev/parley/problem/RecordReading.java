package dev.parley.problem;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes records of JSON that is no request's body, by the rules for bodies. */
@Component
public class RecordReading {

    private final JsonMapper json;
    private final Validator validator;

    RecordReading(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * The record, unchecked.
     *
     * @throws ProblemException of type invalid-request if the JSON does not fit it or holds a NUL character
     */
    public <T extends Record> T read(JsonNode node, Class<T> type) {
        NulCharacters.refuse(node, JsonPointer.empty());
        try {
            return json.treeToValue(node, type);
        } catch (JacksonException e) {
            throw ProblemException.unreadable(e);
        }
    }

    /**
     * The record, validated.
     *
     * @throws ProblemException of type invalid-request if the JSON does not fit it, holds a NUL character or breaks a constraint
     */
    public <T extends Record> T readValid(JsonNode node, Class<T> type) {
        T read = read(node, type);
        Set<ConstraintViolation<T>> violations = validator.validate(read);
        if (!violations.isEmpty()) {
            throw ValidationFaults.problem(ValidationFaults.of(new ConstraintViolationException(violations)));
        }
        return read;
    }
}
