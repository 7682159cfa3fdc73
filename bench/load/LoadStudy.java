import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A study to load: at a service, by a name. */
record LoadStudy(URI url, String name) {

    private static final int IMPORT_BATCH = 10_000;

    /** Eight parameters of every kind. */
    private static final String SPACE = """
            [{"name":"lr","type":"float","low":1e-5,"high":0.1,"scale":"log"},
             {"name":"decay","type":"float","low":1e-8,"high":0.01,"scale":"log"},
             {"name":"momentum","type":"float","low":0,"high":0.99},
             {"name":"dropout","type":"float","low":0,"high":0.9,"step":0.1},
             {"name":"width","type":"int","low":8,"high":512,"scale":"log"},
             {"name":"depth","type":"int","low":1,"high":12},
             {"name":"batch","type":"ordinal","values":[16,32,64,128]},
             {"name":"solver","type":"categorical","choices":["adam","sgd","rmsprop","lion"]}]""";

    String path() {
        return "/api/v1/studies/" + name;
    }

    /** Creates it, unless it is there. */
    void create(String strategy) throws IOException {
        try (Connection connection = new Connection(url)) {
            connection.send("PUT", path(), """
                    {"space": %s, "objectives": [{"name": "loss", "direction": "minimize"}],
                     "strategy": {"type": "%s", "seed": 1}}""".formatted(SPACE, strategy));
        }
    }

    /** Asks for a trial; the answer is what {@link #tell} wants. */
    String ask(Connection connection) throws IOException {
        return connection.post(path() + "/ask", "{}");
    }

    /** Tells a smooth loss of what was asked, so that the strategy has something to model. */
    void tell(Connection connection, String answer, int turn) throws IOException {
        String number = between(answer, "\"number\":", ",");
        String lease = between(answer, "\"lease\":\"", "\"");
        double lr = Double.parseDouble(between(answer, "\"lr\":", "[,}]"));
        double momentum = Double.parseDouble(between(answer, "\"momentum\":", "[,}]"));
        double loss = Math.pow(Math.log10(lr) + 3, 2) + Math.pow(momentum - 0.9, 2) + 1e-6 * (turn % 97);
        connection.post(
                path() + "/trials/" + number + "/tell",
                "{\"lease\":\"" + lease + "\",\"state\":\"complete\",\"values\":{\"loss\":" + loss + "}}");
    }

    private static String between(String text, String from, String to) throws IOException {
        int start = text.indexOf(from);
        if (start < 0) {
            throw new IOException("no " + from + " in " + text);
        }
        return text.substring(start + from.length()).split(to, 2)[0].trim();
    }

    /** Requests that add so many finished trials; the same whenever it is called. */
    static List<String> importBodies(int rows) {
        Random random = new Random(1);
        List<String> bodies = new ArrayList<>();
        for (int done = 0; done < rows; done += IMPORT_BATCH) {
            StringBuilder body = new StringBuilder("{\"trials\":[");
            for (int i = done; i < Math.min(rows, done + IMPORT_BATCH); i++) {
                double lr = Math.pow(10, -5 + 4 * random.nextDouble());
                double momentum = 0.99 * random.nextDouble();
                double loss = Math.pow(Math.log10(lr) + 3, 2) + Math.pow(momentum - 0.9, 2);
                body.append(i == done ? "" : ",")
                        .append("{\"state\":\"complete\",\"configuration\":{\"lr\":").append(lr)
                        .append(",\"decay\":").append(Math.pow(10, -8 + 6 * random.nextDouble()))
                        .append(",\"momentum\":").append(momentum)
                        .append(",\"dropout\":0.").append(random.nextInt(10))
                        .append(",\"width\":").append(8 + random.nextInt(505))
                        .append(",\"depth\":").append(1 + random.nextInt(12))
                        .append(",\"batch\":").append(16 << random.nextInt(4))
                        .append(",\"solver\":\"").append(List.of("adam", "sgd", "rmsprop", "lion").get(random.nextInt(4)))
                        .append("\"},\"values\":{\"loss\":").append(loss).append("}}");
            }
            bodies.add(body.append("]}").toString());
        }
        return bodies;
    }
}
