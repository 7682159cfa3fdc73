package dev.parley.testing;

import tools.jackson.databind.JsonNode;

/**
 * One study as a test calls it.
 *
 * @param api the whole API
 * @param name the study's name
 */
public record StudyApi(Api api, String name) {

    public String path() {
        return "/studies/" + name;
    }

    /** Reads the study, or what is below it. */
    public Answer get(String below) {
        return api.get(path() + below);
    }

    /** Posts to what is below the study. */
    public Answer post(String below, String body, String... headers) {
        return api.post(path() + below, body, headers);
    }

    /** Puts what is below the study. */
    public Answer put(String below, String body) {
        return api.put(path() + below, body);
    }

    /** Removes what is below the study. */
    public Answer delete(String below) {
        return api.delete(path() + below);
    }

    public Answer patch(String body) {
        return api.patch(
                path(), body, "If-Match", String.valueOf(get("").headers().getETag()));
    }

    public Answer ask(String body, String... headers) {
        return post("/ask", body, headers);
    }

    /** One trial, handed out. */
    public JsonNode ask() {
        return ask("{}").is(200).at("/trials/0");
    }

    public Answer trial(int number) {
        return get("/trials/" + number);
    }

    public Answer tell(int number, String body) {
        return post("/trials/" + number + "/tell", body);
    }

    /** Tells the value of the one objective. */
    public Answer tell(int number, double loss) {
        return tell(number, "{'state': 'complete', 'values': {'loss': %s}}".formatted(loss))
                .is(200);
    }

    /** Asks for a trial and tells its value at once; answers its number. */
    public int finish(double loss) {
        int number = ask().get("number").asInt();
        tell(number, loss);
        return number;
    }

    /** Adds trials: the elements of a JSON list. */
    public Answer add(String trials, String... headers) {
        return post("/trials", "{'trials': [" + trials + "]}", headers);
    }
}
