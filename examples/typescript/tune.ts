/**
 * A whole study with the generated client: npm start -- --url http://127.0.0.1:8080 --study NAME --trials 40
 */

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import {
    Configuration,
    ProblemFromJSON,
    ResponseError,
    ResultsApi,
    StudiesApi,
    TrialsApi,
    type StudyRequest,
    type TellRequest,
    type Trial,
} from "parley-client";

const { values: options } = parseArgs({
    options: {
        url: { type: "string", default: "http://127.0.0.1:8080" },
        study: { type: "string", default: `typescript-${Date.now()}` },
        trials: { type: "string", default: "40" },
    },
});
const study = options.study;
const service = new Configuration({ basePath: options.url, accessToken: process.env.PARLEY_KEY });
const studies = new StudiesApi(service);
const trials = new TrialsApi(service);
const results = new ResultsApi(service);

const definition: StudyRequest = {
    description: "A made-up training, told apart by how far each setting is from a good one",
    space: [
        { type: "float", name: "lr", low: 1e-5, high: 0.1, scale: "log" },
        { type: "int", name: "width", low: 8, high: 512, scale: "log" },
        { type: "ordinal", name: "batch", values: [16, 32, 64, 128] },
        { type: "categorical", name: "solver", choices: ["adam", "sgd"] },
        { type: "float", name: "momentum", low: 0, high: 0.99, when: { parameter: "solver", in: ["sgd"] } },
    ],
    objectives: [{ name: "loss", direction: "minimize" }],
    strategy: { type: "tpe", seed: 7 },
    pruner: { type: "median", startupTrials: 5 },
    limits: { trials: Number(options.trials) },
};

/** Trains and says how that ended: diverged, stopped early because others were better by then, or complete. */
async function train(trial: Trial): Promise<TellRequest> {
    const { lr, width, batch, solver, momentum } = trial.configuration;
    const lease = trial.lease!;
    if (lr > 0.05) {
        return { lease, state: "failed", reason: "diverged" };
    }
    const end =
        far(lr, 0.003) + far(width, 96) + far(batch, 32) + (solver === "sgd" ? far(1 - momentum, 0.1) : 0.05);
    let loss = NaN;
    for (let epoch = 1; epoch <= 5; epoch++) {
        loss = end + 1 / epoch;
        const { shouldPrune } = await trials.report({
            study,
            number: trial.number,
            reportRequest: { lease, step: epoch, values: { loss } },
        });
        if (shouldPrune) {
            return { lease, state: "pruned" };
        }
    }
    return { lease, state: "complete", values: { loss } };
}

/** 0 where a setting is a good one, towards 1 where it is many times as large or as small. */
function far(setting: number, good: number): number {
    const distance = (setting - good) / (setting + good);
    return distance * distance;
}

async function main(): Promise<void> {
    await studies.putStudy({ study, studyRequest: definition });

    for (;;) {
        const asked = await trials.ask({ study, askRequest: { count: 4, worker: "typescript" } });
        for (const trial of asked.trials) {
            await trials.tell({ study, number: trial.number, tellRequest: await train(trial) });
        }
        if (asked.study.state === "completed") {
            break;
        }
        if (asked.trials.length === 0) {
            await sleep(1000 * (asked.study.retryAfterSeconds ?? 1));
        }
    }

    const ended = new Map<string, number>();
    for (let pageToken: string | undefined, more = true; more; more = pageToken !== undefined) {
        const page = await trials.listTrials({ study, pageSize: 10, pageToken });
        page.trials.forEach((trial) => ended.set(trial.state, (ended.get(trial.state) ?? 0) + 1));
        pageToken = page.nextPageToken;
    }
    const { state } = await studies.getStudy({ study });
    console.log(`study ${study} is ${state}:`, [...ended].map(([word, count]) => `${count} ${word}`).join(", "));

    const { trial: best } = await results.getBest({ study });
    console.log(`best: trial ${best?.number}, loss ${best?.values?.loss},`, JSON.stringify(best?.configuration));

    try {
        await studies.getStudy({ study: `${study}.2` });
    } catch (error) {
        if (!(error instanceof ResponseError)) throw error;
        const problem = ProblemFromJSON(await error.response.json());
        console.log(`${problem.type}: ${problem.detail}`);
    }
}

await main();
