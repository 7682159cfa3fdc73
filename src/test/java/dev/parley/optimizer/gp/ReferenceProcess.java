package dev.parley.optimizer.gp;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Gaussian process as {@code bench/reference/gaussian_process.py} computed it.
 *
 * @param name its kind and how many points it has
 * @param points n × axes positions, NaN where inactive
 * @param targets an observation at each point
 * @param logLikelihood of the targets
 * @param queries what it says of other points
 */
record ReferenceProcess(
        String name,
        Encoding encoding,
        Hyperparameters hyperparameters,
        double[][] points,
        double[] targets,
        double logLikelihood,
        List<Query> queries) {

    /** What the process says of a point. */
    record Query(double[] point, double[] covariances, double mean, double variance) {}

    static Stream<ReferenceProcess> all() {
        return stream(read().get("processes")).map(ReferenceProcess::of);
    }

    static JsonNode read() {
        try (InputStream in = ReferenceProcess.class.getResourceAsStream("reference.json")) {
            return new JsonMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReferenceProcess of(JsonNode node) {
        JsonNode h = node.get("hyperparameters");
        return new ReferenceProcess(
                node.get("name").stringValue(),
                new Encoding(space(node.get("kinds"))),
                new Hyperparameters(
                        numbers(h.get("lengthScales")),
                        h.get("signal").doubleValue(),
                        h.get("noise").doubleValue(),
                        h.get("stretch").doubleValue(),
                        h.get("share").doubleValue(),
                        1),
                stream(node.get("points")).map(ReferenceProcess::numbers).toArray(double[][]::new),
                numbers(node.get("targets")),
                node.get("logLikelihood").doubleValue(),
                stream(node.get("queries"))
                        .map(query -> new Query(
                                numbers(query.get("point")),
                                numbers(query.get("covariances")),
                                query.get("mean").doubleValue(),
                                query.get("variance").doubleValue()))
                        .toList());
    }

    /** A space whose positions are its coordinates. */
    private static SearchSpace space(JsonNode kinds) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode kind : kinds) {
            String name = "p" + parameters.size();
            parameters.add(
                    switch (kind.stringValue()) {
                        case "choice" -> new CategoricalParameter(name, List.of("a", "b", "c"), null, null);
                        case "number" -> new FloatParameter(name, 0, 1, null, Scale.LINEAR, null, null);
                        default -> {
                            Condition when = new Condition("p0", List.of("a"));
                            yield new FloatParameter(name, 0, 1, null, Scale.LINEAR, null, when);
                        }
                    });
        }
        return new SearchSpace(parameters);
    }

    Design design() {
        Design design = new Design(encoding, 3);
        Stream.of(points).forEach(design::add);
        return design;
    }

    /** The process, conditioned on the observations. */
    Regression regression() {
        return new Regression(encoding, hyperparameters, points, targets, new double[targets.length]);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static double[] numbers(JsonNode array) {
        return stream(array)
                .mapToDouble(node -> node.isNull() ? Double.NaN : node.doubleValue())
                .toArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
