package dev.parley.problem;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;

/** Says in a sentence and a pointer what a JSON body cannot be read for. */
final class JsonFaults {

    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z][A-Za-z0-9]*");

    private JsonFaults() {}

    static ProblemException problem(HttpMessageNotReadableException failure) {
        Optional<ProblemException> ofBody = Failures.ofBody(failure);
        if (ofBody.isPresent()) {
            return ofBody.get();
        }
        Throwable cause = failure.getCause();
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof ProblemException problem) {
                return problem;
            }
        }
        if (cause instanceof JacksonException json) {
            return problem(json);
        }
        return cause == null
                ? ProblemException.at("", "A JSON body is required.")
                : new ProblemException(ProblemType.MALFORMED_JSON, "The body cannot be read.");
    }

    static ProblemException problem(JacksonException failure) {
        String pointer = pointer(failure);
        return switch (failure) {
            case PropertyBindingException unknown ->
                ProblemException.at(
                        pointer,
                        "The field '" + unknown.getPropertyName() + "' is unknown; known: "
                                + listed(unknown.getKnownPropertyIds()) + ".");
            case InvalidTypeIdException type -> typeFault(type, pointer);
            case InvalidFormatException format ->
                ProblemException.at(
                        pointer, "'" + format.getValue() + "' is not " + expected(format.getTargetType()) + ".");
            case MismatchedInputException mismatch
            when isTrailing(mismatch) -> malformed("The body goes on after its JSON value");
            case MismatchedInputException mismatch ->
                ProblemException.at(pointer, sentence("Expected " + expected(mismatch.getTargetType()), mismatch));
            case InputCoercionException range ->
                ProblemException.at(pointer, "The number is out of range for " + expected(range.getTargetType()) + ".");
            case StreamConstraintsException tooMuch ->
                malformed(
                        "The JSON goes beyond what is read: nested too deep, or a name, string or number is too long");
            case UnexpectedEndOfInputException early -> malformed("The JSON ends too early" + where(failure));
            case StreamReadException syntax -> syntaxFault(syntax, pointer);
            default -> constructorFault(failure, pointer);
        };
    }

    private static ProblemException typeFault(InvalidTypeIdException failure, String pointer) {
        KnownTypes known = KnownTypes.of(failure.getBaseType().getRawClass());
        String given = failure.getTypeId();
        return given == null
                ? ProblemException.at(
                        pointer,
                        "The field '" + known.property() + "' is missing; known: " + listed(known.names()) + ".")
                : ProblemException.at(
                        pointer + "/" + known.property(),
                        "The " + known.property() + " '" + given + "' is unknown; known: " + listed(known.names())
                                + ".");
    }

    private static ProblemException syntaxFault(StreamReadException failure, String pointer) {
        String message = failure.getOriginalMessage();
        if (message != null && message.startsWith("Duplicate")) {
            return ProblemException.at(
                    failure.processor() instanceof JsonParser parser ? position(parser) : pointer,
                    "The field is given twice.");
        }
        return malformed("The body is not well-formed JSON" + where(failure));
    }

    /** What a record's constructor refused: its message was written for the client. */
    private static ProblemException constructorFault(JacksonException failure, String pointer) {
        Throwable cause = failure.getCause();
        if (cause instanceof JacksonException inner) {
            return problem(inner);
        }
        String message = cause == null ? null : cause.getMessage();
        if (cause instanceof IllegalArgumentException && message != null) {
            return ProblemException.at(pointer, message);
        }
        if (cause instanceof NullPointerException) {
            return message != null && PLAIN_NAME.matcher(message).matches()
                    ? ProblemException.at(pointer + "/" + message, "The field '" + message + "' is required.")
                    : ProblemException.at(pointer, "A required field is missing.");
        }
        return ProblemException.at(pointer, "The value cannot be used.");
    }

    private static boolean isTrailing(MismatchedInputException failure) {
        String message = failure.getOriginalMessage();
        return message != null && message.startsWith("Trailing token");
    }

    private static ProblemException malformed(String sentence) {
        return new ProblemException(ProblemType.MALFORMED_JSON, sentence + ".");
    }

    private static String where(JacksonException failure) {
        TokenStreamLocation location = failure.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String sentence(String start, MismatchedInputException failure) {
        JsonToken token = failure.getCurrentToken();
        if (token == null && failure.processor() instanceof JsonParser parser) {
            token = parser.currentToken();
        }
        return start + (token == null ? "." : ", got " + name(token) + ".");
    }

    private static String name(JsonToken token) {
        return switch (token) {
            case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "another number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "something else";
        };
    }

    /** A type in a client's words. */
    static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of "
                    + java.util.Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long", "short", "Short", "BigInteger", "OptionalInt", "OptionalLong" ->
                "an integer";
            case "double", "Double", "float", "Float", "BigDecimal", "Number", "OptionalDouble" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "String", "CharSequence" -> "a string";
            case "Instant", "OffsetDateTime" -> "a time in ISO 8601";
            case "Duration" -> "a duration in ISO 8601";
            case "UUID" -> "a UUID";
            default -> type.isArray() || Collection.class.isAssignableFrom(type) ? "an array" : "an object";
        };
    }

    private static String listed(@Nullable Collection<?> names) {
        return names == null
                ? "none"
                : names.stream().filter(Objects::nonNull).map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String pointer(JacksonException failure) {
        if (failure.getPath().isEmpty() && failure.processor() instanceof JsonParser parser) {
            return position(parser);
        }
        JsonPointer pointer = JsonPointer.empty();
        for (JacksonException.Reference step : failure.getPath()) {
            String name = step.getPropertyName();
            pointer = name == null
                    ? step.getIndex() < 0 ? pointer : pointer.appendIndex(step.getIndex())
                    : pointer.appendProperty(name);
        }
        return pointer.toString();
    }

    private static String position(JsonParser parser) {
        return parser.streamReadContext().pathAsPointer().toString();
    }
}
