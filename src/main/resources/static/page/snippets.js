// The loop of asking and telling for a study, ready to be copied.

import { key } from "./api.js";

/** As JSON, and also in a comment of one line. */
const json = value => JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

/** Where the service wants keys, the code takes one from the environment. */
const needsKey = () => Boolean(key.get());

function access(study) {
  const url = new URL("api/v1/studies/", document.baseURI).href + encodeURIComponent(study.name);
  return { url, parameters: study.space.map(p => p.name), objectives: study.objectives.map(o => o.name) };
}

const python = study => {
  const { url, objectives } = access(study);
  return `# pip install requests
import ${needsKey() ? "os, " : ""}requests, time

STUDY = ${json(url)}
http = requests.Session()
${needsKey() ? `http.headers["Authorization"] = "Bearer " + os.environ["PARLEY_KEY"]\n` : ""}
def evaluate(configuration):
    ${`# ${study.space.map(p => `configuration[${json(p.name)}]`).slice(0, 4).join(", ")}${study.space.length > 4 ? ", …" : ""}`}
    return {${objectives.map(name => `${json(name)}: 0.0`).join(", ")}}

while True:
    answer = http.post(f"{STUDY}/ask", json={"worker": "worker-1"}).json()
    if answer["study"]["state"] == "completed" and not answer["trials"]:
        break
    if not answer["trials"]:
        time.sleep(answer["study"].get("retryAfterSeconds", 1))
    for trial in answer["trials"]:
        outcome = {"lease": trial["lease"], "state": "complete", "values": evaluate(trial["configuration"])}
        http.post(f"{STUDY}/trials/{trial['number']}/tell", json=outcome).raise_for_status()
`;
};

const shellWord = text => `'${text.replaceAll("'", "'\\''")}'`;

const curl = study => {
  const { url, objectives } = access(study);
  const header = needsKey() ? ` -H "Authorization: Bearer $PARLEY_KEY"` : "";
  return `study=${shellWord(url)}

# ask
trial=$(curl -s "$study/ask"${header} -H 'Content-Type: application/json' -d '{"worker": "shell"}')
number=$(jq -r '.trials[0].number' <<< "$trial"); lease=$(jq -r '.trials[0].lease' <<< "$trial")
jq '.trials[0].configuration' <<< "$trial"

# tell
curl -s "$study/trials/$number/tell"${header} -H 'Content-Type: application/json' \\
  -d "$(jq -n --arg lease "$lease" '{lease: $lease, state: "complete", values: ${json(Object.fromEntries(objectives.map(name => [name, 0]))).replaceAll("'", "'\\''")}}')"
`;
};

const javaWord = text => json(text);

const java = study => {
  const { url, objectives } = access(study);
  return `// Needs Jackson 3 (tools.jackson.core:jackson-databind).
import java.net.URI;
import java.net.http.*;
import java.util.Map;
import tools.jackson.databind.*;
import tools.jackson.databind.json.JsonMapper;

public class Worker {
    static final String STUDY = ${javaWord(url)};
    static final JsonMapper JSON = new JsonMapper();
    static final HttpClient HTTP = HttpClient.newHttpClient();

    static JsonNode post(String path, Object body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(STUDY + path)).header("Content-Type", "application/json")${needsKey() ? `
                .header("Authorization", "Bearer " + System.getenv("PARLEY_KEY"))` : ""}
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))).build();
        return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    static Map<String, Double> evaluate(JsonNode configuration) {
        return Map.ofEntries(${objectives.map(name => `Map.entry(${javaWord(name)}, 0.0)`).join(", ")});
    }

    public static void main(String[] arguments) throws Exception {
        while (true) {
            JsonNode answer = post("/ask", Map.of("worker", "java-1"));
            if (answer.at("/study/state").asString().equals("completed") && answer.get("trials").isEmpty()) return;
            if (answer.get("trials").isEmpty()) Thread.sleep(1000L * answer.at("/study/retryAfterSeconds").asInt(1));
            for (JsonNode trial : answer.get("trials")) {
                post("/trials/" + trial.get("number").asInt() + "/tell", Map.of("lease", trial.get("lease").asString(),
                        "state", "complete", "values", evaluate(trial.get("configuration"))));
            }
        }
    }
}
`;
};

const typescript = study => {
  const { url, objectives, parameters } = access(study);
  const typeOf = p => (p.values ?? p.choices ?? [0]).map(v => (p.values || p.choices ? json(v) : "number")).join(" | ");
  return `const STUDY = ${json(url)};

interface Configuration {
${study.space.map(p => `  ${json(p.name)}${p.when ? "?" : ""}: ${typeOf(p)};`).join("\n")}
}

async function post(path: string, body: unknown) {
  const response = await fetch(STUDY + path, { method: "POST", headers: { "Content-Type": "application/json"${needsKey() ? ", Authorization: `Bearer ${process.env.PARLEY_KEY}`" : ""} }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error((await response.json()).detail);
  return response.json();
}

async function evaluate(configuration: Configuration) {
  // ${parameters.slice(0, 4).map(name => `configuration[${json(name)}]`).join(", ")}
  return { ${objectives.map(name => `${json(name)}: 0`).join(", ")} };
}

for (;;) {
  const { trials, study } = await post("/ask", { worker: "typescript-1" });
  if (study.state === "completed" && trials.length === 0) break;
  if (trials.length === 0) await new Promise(done => setTimeout(done, 1000 * (study.retryAfterSeconds ?? 1)));
  for (const { number, lease, configuration } of trials) {
    await post(\`/trials/\${number}/tell\`, { lease, state: "complete", values: await evaluate(configuration) });
  }
}
`;
};

export const LANGUAGES = { Python: python, curl, Java: java, TypeScript: typescript };
