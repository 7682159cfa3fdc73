package dev.parley.bench;

import dev.parley.study.RequestedTerms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@linkplain Message messages}, one JSON object a line, from standard input and answers each with a line on
 * standard output, until the input ends. Anything wrong ends the process with a stack trace.
 */
public final class OptimizerProcess {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Map<String, BenchStudy> studies = new HashMap<>();

    private OptimizerProcess() {}

    /** Runs until the input ends. */
    public static void main(String[] arguments) throws IOException {
        OptimizerProcess process = new OptimizerProcess();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(JSON.writeValueAsString(process.answer(JSON.readValue(line, Message.class))));
            out.flush();
        }
    }

    private Object answer(Message message) {
        return switch (message) {
            case Message.Create create -> {
                studies.put(
                        create.study(),
                        new BenchStudy(
                                RequestedTerms.of(create.definition()),
                                Variants.of(create.variant()),
                                Variants.mix(create.variant()),
                                Objects.requireNonNullElse(create.sources(), List.of())));
                yield Map.of();
            }
            case Message.Add add -> {
                study(message).add(add.trials());
                yield Map.of();
            }
            case Message.Propose propose -> {
                study(message).propose(propose.configurations());
                yield Map.of();
            }
            case Message.Candidates candidates -> study(message).candidates(candidates.count());
            case Message.Foretell foretell -> {
                study(message).foretell(foretell.said());
                yield Map.of();
            }
            case Message.Ask ask -> study(message).ask(ask.count());
            case Message.Tell tell -> {
                study(message).tell(tell.number(), tell.state(), tell.values(), tell.constraints());
                yield Map.of();
            }
            case Message.Close close -> {
                studies.remove(close.study());
                yield Map.of();
            }
        };
    }

    private BenchStudy study(Message message) {
        @Nullable BenchStudy study = studies.get(message.study());
        return Objects.requireNonNull(study, message.study());
    }
}
