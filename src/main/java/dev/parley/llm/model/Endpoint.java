package dev.parley.llm.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;

/** Where a model is asked: sends one request and says what came of it. */
final class Endpoint {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    /** The reasons to stop of a model that will not answer. */
    private static final Set<String> DECLINING =
            Set.of("refusal", "content_filter", "safety", "prohibited_content", "blocklist", "recitation", "spii");

    /** What marks a part of an answer as the model's thinking: Anthropic's, and Google's. */
    private static final Set<String> THINKING = Set.of("signature", "isThought");

    private final ChatModel chat;
    private final ApiKey key;

    Endpoint(ChatModel chat, ApiKey key) {
        this.chat = chat;
        this.key = key;
    }

    /** Asks once; whatever goes wrong within {@code limit} or because of it is a failure. */
    Reply ask(Question question, Duration limit) {
        FutureTask<@Nullable ChatResponse> call = new FutureTask<>(() -> chat.call(prompt(question)));
        Thread.ofVirtual().name("model-call").start(call);
        try {
            return reply(call.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return Failure.of(FailureKind.TIMEOUT, "There was no answer in time.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Failure.of(FailureKind.CANCELLED, "The call was interrupted.");
        } catch (ExecutionException failure) {
            return failure(Objects.requireNonNullElse(failure.getCause(), failure), key);
        } finally {
            call.cancel(true);
        }
    }

    private Prompt prompt(Question question) {
        ChatOptions options = chat.getOptions();
        if (question.schema() != null && options instanceof StructuredOutputChatOptions structured) {
            options = structured.mutate().outputSchema(question.schema()).build();
        }
        List<Message> messages = new ArrayList<>();
        messages.add(new SystemMessage(question.system()));
        for (Question.Spoken spoken : question.earlier()) {
            messages.add(new UserMessage(spoken.user()));
            messages.add(new AssistantMessage(spoken.assistant()));
        }
        messages.add(new UserMessage(question.user()));
        return new Prompt(messages, options);
    }

    private static Reply reply(@Nullable ChatResponse response) {
        if (response == null || response.getResults().isEmpty()) {
            return Failure.of(FailureKind.EMPTY, "The answer has no text.");
        }
        Tokens tokens = tokens(response.getMetadata().getUsage());
        Generation last = response.getResults().getLast();
        String finishReason = Objects.requireNonNullElse(last.getMetadata().getFinishReason(), "")
                .toLowerCase(Locale.ROOT);
        String text = response.getResults().stream()
                .filter(part -> !isThinking(part))
                .map(part -> Objects.requireNonNullElse(part.getOutput().getText(), ""))
                .collect(Collectors.joining());
        Object refusal = last.getOutput().getMetadata().getOrDefault("refusal", "");
        if (DECLINING.contains(finishReason) || !refusal.toString().isEmpty()) {
            return new Failure(FailureKind.DECLINED, "The model will not answer.", null, tokens, 0, Duration.ZERO);
        }
        Answer answer = new Answer(text, finishReason, tokens, 0, Duration.ZERO);
        if (text.isBlank()) {
            String reason = answer.isCutOff()
                    ? "The answer was cut off before it had any text: max-tokens is too low."
                    : "The answer has no text.";
            return new Failure(FailureKind.EMPTY, reason, null, tokens, 0, Duration.ZERO);
        }
        return answer;
    }

    private static boolean isThinking(Generation part) {
        return THINKING.stream().anyMatch(mark -> {
            Object value = part.getOutput().getMetadata().get(mark);
            return value != null && !Boolean.FALSE.equals(value);
        });
    }

    /** No question takes no tokens: two zeros stand for a server that says nothing. */
    private static @Nullable Tokens tokens(@Nullable Usage usage) {
        if (usage == null) {
            return null;
        }
        int input = Objects.requireNonNullElse(usage.getPromptTokens(), 0);
        int output = Objects.requireNonNullElse(usage.getCompletionTokens(), 0);
        return input <= 0 && output <= 0 ? null : new Tokens(Math.max(input, 0), Math.max(output, 0));
    }

    /** What an exception of a provider's client comes to, in words without the key. */
    static Failure failure(Throwable thrown, ApiKey key) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Failure known = switch (cause) {
                case RefusedRequestException refused -> refused(refused, key);
                case OverlongAnswerException overlong ->
                    Failure.of(FailureKind.TOO_LARGE, "There is no end to it: " + overlong.getMessage() + ".");
                case EmptyAnswerException empty -> Failure.of(FailureKind.EMPTY, "The answer is empty.");
                case HttpTimeoutException late -> Failure.of(FailureKind.TIMEOUT, "There was no answer in time.");
                case InterruptedIOException late -> Failure.of(FailureKind.TIMEOUT, "There was no answer in time.");
                case JsonProcessingException garbage -> null;
                case IOException gone ->
                    Failure.of(
                            FailureKind.CONNECTION,
                            "The server cannot be reached or hung up: "
                                    + gone.getClass().getSimpleName() + ".");
                default -> null;
            };
            if (known != null) {
                return known;
            }
        }
        return Failure.of(
                FailureKind.UNREADABLE,
                "The answer is not what the provider's interface promises: "
                        + thrown.getClass().getSimpleName() + ".");
    }

    private static Failure refused(RefusedRequestException refused, ApiKey key) {
        int status = refused.status();
        FailureKind kind;
        if (status == TOO_MANY_REQUESTS) {
            kind = FailureKind.RATE_LIMITED;
        } else if (status == UNAUTHORIZED || status == FORBIDDEN) {
            kind = FailureKind.UNAUTHORIZED;
        } else {
            kind = status >= FIRST_SERVER_ERROR ? FailureKind.SERVER_ERROR : FailureKind.REJECTED;
        }
        String said = kind == FailureKind.UNAUTHORIZED
                ? ""
                : key.removedFrom(refused.body())
                        .replaceAll("[\\p{Cntrl}\\s]+", " ")
                        .strip();
        return Failure.of(kind, "HTTP " + status + (said.isEmpty() ? "." : ": " + said), refused.retryAfter());
    }
}
