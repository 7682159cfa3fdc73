package dev.parley.mlflow;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where and how trials are logged to MLflow.
 *
 * @param uri where MLflow's server is, as its clients have it in {@code MLFLOW_TRACKING_URI}
 * @param username who logs in, with a password
 * @param password the password of that user
 * @param token a token to log in with in place of a user's name
 * @param experiment the name of a study's experiment; {@code {study}} and {@code {project}} stand for theirs
 * @param studies which studies are logged where their labels say nothing
 * @param timeout how long to wait for an answer
 * @param mostAtOnce how many runs this process logs at a time
 * @param longestPause how long to wait before MLflow is tried again, at most
 * @param recheck how long after a request without an answer to look for what may have come of it after all
 * @param claim for how long a study is a process's to log, without a sign of life
 * @param keepInterval how often a process gives one
 */
@ConfigurationProperties("parley.mlflow")
record MlflowProperties(
        URI uri,
        @Nullable String username,
        @Nullable String password,
        @Nullable String token,
        @DefaultValue("parley/{project}/{study}") String experiment,
        @DefaultValue("all") LoggedByDefault studies,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("8") int mostAtOnce,
        @DefaultValue("1m") Duration longestPause,
        @DefaultValue("10m") Duration recheck,
        @DefaultValue("30s") Duration claim,
        @DefaultValue("5s") Duration keepInterval) {

    /** Which studies are logged where their labels say nothing. */
    enum LoggedByDefault {
        /** All but those with the label {@code mlflow} of the value {@code off}. */
        ALL,
        /** Only those with the label {@code mlflow} of the value {@code on}. */
        LABELLED
    }

    MlflowProperties {
        require(
                uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())),
                "uri must be where MLflow's server is, such as http://127.0.0.1:5000, not " + withoutUser(uri));
        require(
                uri.getUserInfo() == null,
                "uri must not hold a user; set parley.mlflow.username and parley.mlflow.password");
        require(
                uri.getQuery() == null && uri.getFragment() == null,
                "uri must end with the path, without a query or fragment");
        require((username == null) == (password == null), "username and password must be set both or neither");
        require(token == null || username == null, "token and username cannot be set both");
        require(experiment.contains("{study}"), "experiment must contain {study}, so that each study has its own");
        String rest = experiment.replace("{study}", "").replace("{project}", "");
        require(
                rest.indexOf('{') < 0 && rest.indexOf('}') < 0,
                "experiment knows {project} and {study} alone, not all that is in " + experiment);
        require(timeout.isPositive(), "timeout must be longer than nothing");
        require(mostAtOnce >= 1 && mostAtOnce <= 256, "most-at-once must be 1 to 256, not " + mostAtOnce);
        require(longestPause.isPositive(), "longest-pause must be longer than nothing");
        require(!recheck.isNegative(), "recheck cannot be negative");
        require(keepInterval.isPositive(), "keep-interval must be longer than nothing");
        require(
                claim.compareTo(timeout.plus(keepInterval)) > 0,
                "claim must be longer than timeout and keep-interval together");
        uri = URI.create(uri.toString().replaceFirst("/+$", ""));
    }

    private static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new IllegalArgumentException("parley.mlflow." + otherwise);
        }
    }

    private static String withoutUser(URI uri) {
        return uri.toString().replaceFirst("//[^/]*@", "//");
    }

    /** The name of a study's experiment. */
    String experiment(String project, String study) {
        return experiment.replace("{project}", project).replace("{study}", study);
    }

    /** Without what nobody may read. */
    @Override
    public String toString() {
        return "MlflowProperties[uri=%s, experiment=%s, studies=%s]".formatted(uri, experiment, studies);
    }
}
