package dev.parley.problem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Refuses JSON bodies with a NUL character, which PostgreSQL stores in neither text nor jsonb. */
@RestControllerAdvice
class NulCharacters extends RequestBodyAdviceAdapter {

    private static final byte[] ESCAPE = "u0000".getBytes(StandardCharsets.US_ASCII);

    private final JsonMapper mapper;

    NulCharacters(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean supports(
            MethodParameter parameter, Type target, Class<? extends HttpMessageConverter<?>> converter) {
        return JacksonJsonHttpMessageConverter.class.isAssignableFrom(converter);
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type target,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        byte[] body = message.getBody().readAllBytes();
        if (mayHoldNul(body)) {
            String pointer = find(body);
            if (pointer != null) {
                throw refusal(pointer);
            }
        }
        return new ReadMessage(message.getHeaders(), body);
    }

    private static ProblemException refusal(String pointer) {
        return ProblemException.at(pointer, "A NUL character cannot be stored.");
    }

    /**
     * Refuses the character in JSON that is no body.
     *
     * @param pointer where the node is
     */
    static void refuse(JsonNode node, JsonPointer pointer) {
        if (node.isString() && node.stringValue().indexOf('\0') >= 0) {
            throw refusal(pointer.toString());
        }
        node.properties().forEach(field -> {
            if (field.getKey().indexOf('\0') >= 0) {
                throw refusal(pointer.toString());
            }
            refuse(field.getValue(), pointer.appendProperty(field.getKey()));
        });
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                refuse(node.get(i), pointer.appendIndex(i));
            }
        }
    }

    private static boolean mayHoldNul(byte[] body) {
        for (int i = 0; i < body.length; i++) {
            if (body[i] == 0 || (body[i] == '\\' && isEscape(body, i + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEscape(byte[] body, int start) {
        if (start + ESCAPE.length > body.length) {
            return false;
        }
        for (int i = 0; i < ESCAPE.length; i++) {
            if (body[start + i] != ESCAPE[i]) {
                return false;
            }
        }
        return true;
    }

    /** The pointer to the string with the first NUL, or to the object where one is in a name; null if there is none. */
    private @Nullable String find(byte[] body) {
        try (JsonParser parser = mapper.createParser(body)) {
            try {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.VALUE_STRING && parser.getString().indexOf('\0') >= 0) {
                        return parser.streamReadContext().pathAsPointer().toString();
                    }
                    if (token == JsonToken.PROPERTY_NAME && parser.currentName().indexOf('\0') >= 0) {
                        return parser.streamReadContext().pathAsPointer().head().toString();
                    }
                }
            } catch (StreamReadException unreadable) {
                String message = unreadable.getOriginalMessage();
                return message != null && message.contains("(CTRL-CHAR, code 0)")
                        ? parser.streamReadContext().pathAsPointer().toString()
                        : null;
            }
        } catch (JacksonException unreadable) {
            return null;
        }
        return null;
    }

    private record ReadMessage(HttpHeaders headers, byte[] body) implements HttpInputMessage {

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(body);
        }
    }
}
