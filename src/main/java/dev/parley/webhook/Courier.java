package dev.parley.webhook;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages over HTTP, each once: it follows no redirect, uses no proxy, connects to no address that its rule refuses,
 * takes no longer than its timeout, and reads no more than the beginning of an answer.
 */
final class Courier {

    private static final int EXCERPT = 500;
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final Duration timeout;

    Courier(AddressRule rule, Duration timeout, Dns dns) {
        this.timeout = timeout;
        this.client = new OkHttpClient.Builder()
                .dns(dns)
                .socketFactory(new GuardedSockets(rule))
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .callTimeout(timeout)
                .build();
    }

    /**
     * Sends a message and waits for what the receiver says.
     *
     * @param secrets what it is signed with
     * @param at when it is sent, which is part of what is signed
     */
    Receipt send(String url, List<Secret> secrets, String id, String body, Instant at) {
        long begin = System.nanoTime();
        try (Response response =
                call(url, secrets, id, body, at.getEpochSecond()).execute()) {
            String excerpt = plain(response.peekBody(EXCERPT).bytes());
            String error = response.isSuccessful() ? null : "the receiver answered " + response.code();
            return new Receipt(response.code(), excerpt, error, since(begin));
        } catch (IOException e) {
            return new Receipt(null, null, reason(e), since(begin));
        }
    }

    /** Ends the attempts under way. */
    void cancel() {
        client.dispatcher().cancelAll();
    }

    private Call call(String url, List<Secret> secrets, String id, String body, long seconds) {
        return client.newCall(new Request.Builder()
                .url(url)
                .header("User-Agent", "Parley")
                .header("Accept-Encoding", "identity")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(seconds))
                .header("webhook-signature", Signature.of(secrets, id, seconds, body))
                .post(new SentOnce(body.getBytes(StandardCharsets.UTF_8)))
                .build());
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private String reason(IOException failure) {
        return switch (failure) {
            case RefusedAddressException refused -> String.valueOf(refused.getMessage());
            case UnknownHostException unknown -> "the host's name could not be resolved";
            case ConnectException refused -> "no connection could be made";
            case InterruptedIOException late -> "there was no answer within " + timeout.toMillis() + " ms";
            case SSLException insecure -> "no secure connection could be made";
            default -> "the connection broke";
        };
    }

    /** Text that a database and a terminal can take, whatever was sent. */
    private static String plain(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
    }

    /** A body that is not sent again by itself: the log counts every attempt. */
    private static final class SentOnce extends RequestBody {

        private final byte[] bytes;

        SentOnce(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public @Nullable MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }
}
