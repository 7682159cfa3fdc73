package dev.parley.llm.model;

import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.util.Objects;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * The clients of the providers, each made to send one request a call, to retry nothing by itself and to have its answers read
 * by {@link AnswerBody}.
 */
final class ChatModels {

    private static final RetryTemplate ONCE =
            new RetryTemplate(RetryPolicy.builder().maxRetries(0).build());

    private ChatModels() {}

    static ChatModel of(ModelSettings settings) {
        return switch (settings.provider()) {
            case OPENAI -> openAi(settings);
            case ANTHROPIC -> anthropic(settings);
            case GOOGLE -> google(settings);
            case OLLAMA -> ollama(settings);
        };
    }

    /** OpenAI itself no longer takes the older name of the limit on tokens; many compatible servers know no other. */
    private static ChatModel openAi(ModelSettings settings) {
        OpenAiChatOptions.Builder options = OpenAiChatOptions.builder()
                .baseUrl(settings.baseUrl().toString())
                .apiKey(settings.apiKey().secret())
                .model(settings.model())
                .temperature(settings.temperature())
                .timeout(settings.timeout())
                .maxRetries(0);
        if (settings.isAtHome()) {
            options.maxCompletionTokens(settings.maxTokens());
        } else {
            options.maxTokens(settings.maxTokens());
        }
        return OpenAiChatModel.builder()
                .options(options.build())
                .httpClientBuilderCustomizer(http -> http.interceptor(ChatModels::intercept))
                .build();
    }

    private static ChatModel anthropic(ModelSettings settings) {
        return AnthropicChatModel.builder()
                .options(AnthropicChatOptions.builder()
                        .baseUrl(settings.baseUrl().toString())
                        .apiKey(settings.apiKey().secret())
                        .model(settings.model())
                        .temperature(settings.temperature())
                        .maxTokens(settings.maxTokens())
                        .timeout(settings.timeout())
                        .maxRetries(0)
                        .build())
                .httpClientBuilderCustomizer(http -> http.interceptor(ChatModels::intercept))
                .build();
    }

    private static ChatModel google(ModelSettings settings) {
        OkHttpClient http = new OkHttpClient.Builder()
                .callTimeout(settings.timeout())
                .readTimeout(settings.timeout())
                .addInterceptor(ChatModels::intercept)
                .build();
        Client client = Client.builder()
                .apiKey(settings.apiKey().secret())
                .vertexAI(false)
                .clientOptions(ClientOptions.builder().customHttpClient(http).build())
                .httpOptions(HttpOptions.builder()
                        .baseUrl(settings.baseUrl().toString())
                        .retryOptions(HttpRetryOptions.builder().attempts(1))
                        .build())
                .build();
        return GoogleGenAiChatModel.builder()
                .genAiClient(client)
                .options(GoogleGenAiChatOptions.builder()
                        .model(settings.model())
                        .temperature(settings.temperature())
                        .maxOutputTokens(settings.maxTokens())
                        .build())
                .retryTemplate(ONCE)
                .build();
    }

    private static ChatModel ollama(ModelSettings settings) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .build());
        requests.setReadTimeout(settings.timeout());
        return OllamaChatModel.builder()
                .ollamaApi(OllamaApi.builder()
                        .baseUrl(settings.baseUrl().toString())
                        .restClientBuilder(
                                RestClient.builder().requestFactory(requests).requestInterceptor(ChatModels::intercept))
                        .build())
                .options(OllamaChatOptions.builder()
                        .model(settings.model())
                        .temperature(settings.temperature())
                        .numPredict(settings.maxTokens())
                        .build())
                .retryTemplate(ONCE)
                .build();
    }

    /** Sends a request once, and reads its answer whole. */
    static Response intercept(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        RequestBody question = request.body();
        Response response = chain.proceed(request.newBuilder()
                .method(request.method(), question == null ? null : new SentOnce(question))
                .build());
        try (ResponseBody body = Objects.requireNonNull(response.body())) {
            byte[] read = AnswerBody.read(response.code(), response.header(HttpHeaders.RETRY_AFTER), body.byteStream());
            return response.newBuilder()
                    .body(ResponseBody.create(read, body.contentType()))
                    .build();
        }
    }

    private static ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        try (ClientHttpResponse response = execution.execute(request, body)) {
            HttpHeaders headers = HttpHeaders.readOnlyHttpHeaders(response.getHeaders());
            byte[] read = AnswerBody.read(
                    response.getStatusCode().value(), headers.getFirst(HttpHeaders.RETRY_AFTER), response.getBody());
            return new ReadResponse(response.getStatusCode(), response.getStatusText(), headers, read);
        }
    }

    /** An answer whose body is in memory. */
    private record ReadResponse(HttpStatusCode status, String text, HttpHeaders headers, byte[] body)
            implements ClientHttpResponse {

        @Override
        public HttpStatusCode getStatusCode() {
            return status;
        }

        @Override
        public String getStatusText() {
            return text;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public void close() {
            // The body is in memory, and the connection went back when it was read.
        }
    }
}
