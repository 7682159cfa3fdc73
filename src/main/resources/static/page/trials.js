// The table of trials, and the drawer that shows one whole.

import * as api from "./api.js";
import { Chart } from "./chart.js";
import { ago, clock, configuration, count, duration, number, percent } from "./format.js";
import { html, live, nothing, repeat } from "./lib.js";
import { redraw } from "./main.js";
import * as plots from "./plots.js";

const STATES = ["queued", "running", "complete", "pruned", "infeasible", "failed", "cancelled", "lost"];
const ORIGINS = ["default", "queued", "random", "sobol", "tpe", "gp", "llm", "transfer", "retest"];
const PAGE = 25;

export class TrialTable {
  #study;
  #filters = { state: "", origin: "", worker: "", order: "newest" };
  #pages = [undefined];
  #found = null;
  #failure = null;
  #hidden = new Set();
  #open;
  #stamp = 0;

  /** open: what is called with the number of the trial to show. */
  constructor(study, open) {
    this.#study = study;
    this.#open = open;
  }

  async load(signal) {
    const stamp = ++this.#stamp;
    const { state, origin, worker, order } = this.#filters;
    try {
      const found = await api.get(api.path`/studies/${this.#study}/trials`, { state, origin, worker, order, pageSize: PAGE, pageToken: this.#pages.at(-1) }, signal);
      if (stamp !== this.#stamp) return;
      this.#found = found;
      this.#failure = null;
    } catch (failure) {
      if (failure.name === "AbortError") return;
      this.#failure = failure;
    }
    redraw();
  }

  #filter(changed) {
    Object.assign(this.#filters, changed);
    this.#pages = [undefined];
    this.load();
  }

  #turn(token) {
    if (token === undefined) this.#pages.pop();
    else this.#pages.push(token);
    this.load();
  }

  draw(study) {
    const parameters = study.space.filter(p => !this.#hidden.has(p.name));
    const f = this.#filters;
    return html`<section class="card">
      <header><h2>Trials</h2>
        <form class="row small" @submit=${event => event.preventDefault()}>
          ${choice("State", f.state, ["", ...STATES], state => this.#filter({ state }))}
          ${choice("Origin", f.origin, ["", ...ORIGINS], origin => this.#filter({ origin }))}
          <label class="field">Worker<input .value=${f.worker} @change=${event => this.#filter({ worker: event.target.value.trim() })}></label>
          ${choice("Order", f.order, ["newest", "number", "value"], order => this.#filter({ order }), { newest: "newest first", number: "oldest first", value: "best first" })}
          <details><summary>Columns</summary>
            <div class="row">${study.space.map(p => html`<label class="row"><input type="checkbox" .checked=${!this.#hidden.has(p.name)} @change=${event => {
              if (event.target.checked) this.#hidden.delete(p.name); else this.#hidden.add(p.name);
              redraw();
            }}>${p.name}</label>`)}</div></details>
        </form></header>
      ${this.#failure ? html`<p class="error" role="alert">${this.#failure.message}</p>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label="Trials">
        <table>
          <thead><tr><th scope="col" class="number">Trial</th><th scope="col">State</th><th scope="col">Origin</th>
            ${study.objectives.map(o => html`<th scope="col" class="number">${o.name}</th>`)}
            <th scope="col">Worker</th><th scope="col" class="number">Took</th>
            ${parameters.map(p => html`<th scope="col" class=${p.choices ? "" : "number"}>${p.name}</th>`)}</tr></thead>
          <tbody>${repeat(this.#found?.trials ?? [], trial => trial.number, trial => this.#row(study, trial, parameters))}</tbody>
        </table>
      </div>
      ${this.#found && !this.#found.trials.length ? html`<p class="empty">No trial is like that.</p>` : nothing}
      <div class="row">
        <button ?disabled=${this.#pages.length === 1} @click=${() => this.#turn()}>Back</button>
        <span class="quiet small">page ${this.#pages.length}</span>
        <button ?disabled=${!this.#found?.nextPageToken} @click=${() => this.#turn(this.#found.nextPageToken)}>Next</button>
      </div>
    </section>`;
  }

  #row(study, trial, parameters) {
    const best = study.progress.best?.number === trial.number;
    return html`<tr class="link" @click=${() => this.#open(trial.number)}>
      <td class="number"><button class="plain" aria-label=${`Show trial ${trial.number}`} @click=${event => { event.stopPropagation(); this.#open(trial.number); }}>${trial.number}${best ? " ★" : ""}</button></td>
      <td><span class="pill ${trial.state}">${trial.state}</span></td><td>${trial.origin}</td>
      ${study.objectives.map(o => html`<td class="number">${trial.values?.[o.name] === undefined ? "" : number(trial.values[o.name])}</td>`)}
      <td>${trial.worker ?? ""}</td><td class="number">${took(trial)}</td>
      ${parameters.map(p => { const v = trial.configuration[p.name]; return html`<td class=${p.choices ? "" : "number"}>${v === undefined ? "" : typeof v === "number" ? number(v) : String(v)}</td>`; })}
    </tr>`;
  }
}

const choice = (label, chosen, options, then, words = {}) => html`<label class="field">${label}
  <select @change=${event => then(event.target.value)}>${options.map(option => html`<option value=${option} .selected=${live(option === chosen)}>${words[option] ?? (option || "all")}</option>`)}</select></label>`;

const took = trial => (trial.startedAt && trial.finishedAt ? duration(Date.parse(trial.finishedAt) - Date.parse(trial.startedAt)) : trial.state === "running" ? ago(trial.startedAt) : "");

const TURNS = {
  start: "a start of the model's", probe: "a probe: the model had no turn for a while", direct: "the model had earned a turn of its own",
  judged: "the engine found it better than its own suggestion", coin: "a coin decided for the model", alone: "the model alone decides",
  reranked: "the model's predictions chose among the engine's candidates", none: "the engine's own suggestion",
};

/** One trial, whole. */
export class TrialDrawer {
  #study;
  #number = null;
  #trial = null;
  #measurements = [];
  #exchange = null;
  #failure = null;
  #chart = new Chart();

  constructor(study) {
    this.#study = study;
  }

  show = number => {
    this.#number = number;
    this.#trial = null;
    this.#measurements = [];
    this.#exchange = null;
    this.#failure = null;
    this.load();
    redraw();
  };

  get isOpen() {
    return this.#number !== null;
  }

  async load() {
    const shown = this.#number;
    if (shown === null) return;
    try {
      const [trial, list] = await Promise.all([
        api.get(api.path`/studies/${this.#study}/trials/${shown}`),
        api.get(api.path`/studies/${this.#study}/trials/${shown}/measurements`, { points: 400 }),
      ]);
      if (shown !== this.#number) return;
      this.#trial = trial;
      this.#measurements = list.measurements;
      const last = list.measurements.at(-1);
      this.#chart.set(() => plots.measurements(list.measurements), `${shown}/${list.measurements.length}/${last?.handout}/${last?.step}`);
      this.#failure = null;
      if (trial.origin === "llm" && !this.#exchange) this.#loadExchange(shown);
    } catch (failure) {
      if (shown === this.#number) this.#failure = failure;
    }
    redraw();
  }

  /** The exchange that the trial's configuration came from, if it is still kept. */
  async #loadExchange(trial) {
    const found = await api.get(api.path`/studies/${this.#study}/exchanges`, { trial }).catch(() => null);
    this.#exchange = trial === this.#number ? found?.exchanges[0] ?? null : this.#exchange;
    redraw();
  }

  #close = () => {
    this.#number = null;
    redraw();
  };

  async #act(action) {
    try {
      await api.send("POST", api.path`/studies/${this.#study}/trials/${this.#number}/` + action);
      await this.load();
    } catch (failure) {
      this.#failure = failure;
      redraw();
    }
  }

  drawn() {
    const dialog = document.getElementById("trial");
    if (this.isOpen && dialog && !dialog.open) dialog.showModal();
    if (!this.isOpen && dialog?.open) dialog.close();
  }

  end() {
    this.#chart.end();
  }

  draw(study) {
    return html`<dialog id="trial" class="drawer" aria-labelledby="trial-title" @close=${this.#close} @cancel=${this.#close}>
      ${this.isOpen ? html`
        <div class="row spread"><h2 id="trial-title">Trial ${this.#number}</h2><button @click=${this.#close}>Close</button></div>
        ${this.#failure ? html`<p class="error" role="alert">${this.#failure.message}</p>` : nothing}
        ${this.#trial ? this.#content(study, this.#trial) : html`<p class="quiet">Loading…</p>`}` : nothing}</dialog>`;
  }

  #content(study, trial) {
    const values = Object.entries(trial.values ?? {});
    return html`
      <section>
        <div class="row"><span class="pill ${trial.state}">${trial.state}</span><span class="pill">${trial.origin}</span>
          ${trial.imported ? html`<span class="pill">imported</span>` : nothing}${trial.retracted ? html`<span class="pill">withdrawn</span>` : nothing}
          ${trial.state === "running" || trial.state === "queued" ? html`<button @click=${() => this.#act("cancel")}>Cancel it</button>` : nothing}
          ${["complete", "pruned", "infeasible"].includes(trial.state) && !trial.retracted ? html`<button @click=${() => this.#act("retract")}>Withdraw its result</button>` : nothing}</div>
        <dl class="stats">${values.map(([name, value]) => html`<div class="stat"><dt>${name}</dt><dd>${number(value, 7)}
          ${trial.standardErrors?.[name] === undefined ? nothing : html`<small>± ${number(trial.standardErrors[name], 3)}</small>`}</dd></div>`)}</dl>
        ${trial.reason ? html`<p class="notice">${trial.reason}</p>` : nothing}
      </section>
      <section><h3>Configuration</h3>
        <dl class="facts">${Object.entries(trial.configuration).map(([name, value]) => html`<dt>${name}</dt><dd class="number">${String(value)}</dd>`)}</dl>
        <div class="row"><button @click=${() => navigator.clipboard?.writeText(JSON.stringify(trial.configuration))}>Copy as JSON</button></div></section>
      <section><h3>Why it was suggested</h3>
        ${trial.rationale ? html`<p>${trial.rationale}</p>` : nothing}
        ${trial.mixing ? this.#mixing(trial.mixing) : html`<p class="quiet">${why(trial)}</p>`}</section>
      ${this.#measurements.length ? html`<section><h3>Measurements</h3>${this.#chart.draw(`Measurements of trial ${trial.number}`, { size: "low" })}</section>` : nothing}
      ${trial.constraints ? html`<section><h3>Constraints</h3><dl class="facts">${Object.entries(trial.constraints).map(([name, value]) => html`<dt>${name}</dt>
        <dd class="number">${number(value)} ${value > 0 ? html`<span class="error">violated</span>` : "satisfied"}</dd>`)}</dl></section>` : nothing}
      <section><h3>Course</h3><dl class="facts">
        <dt>Worker</dt><dd>${trial.worker ?? "no name"}</dd><dt>Attempt</dt><dd>${trial.attempt} of ${study.lease.attempts}</dd>
        <dt>Created</dt><dd>${clock(trial.createdAt)}</dd>
        ${trial.startedAt ? html`<dt>Started</dt><dd>${clock(trial.startedAt)}</dd>` : nothing}
        ${trial.finishedAt ? html`<dt>Ended</dt><dd>${clock(trial.finishedAt)}${trial.startedAt ? html` <span class="quiet">after ${took(trial)}</span>` : nothing}</dd>` : nothing}
        ${trial.leaseExpiresAt ? html`<dt>Lease ends</dt><dd>${clock(trial.leaseExpiresAt)}</dd>` : nothing}
        ${trial.step === undefined ? nothing : html`<dt>Last step</dt><dd>${trial.step}</dd>`}</dl></section>
      ${trial.scores ? html`<section><h3>Scores</h3><pre class="wrapped">${JSON.stringify(trial.scores)}</pre></section>` : nothing}
      ${trial.attributes ? html`<section><h3>Attributes</h3><pre class="wrapped">${JSON.stringify(trial.attributes, null, 2)}</pre></section>` : nothing}
      ${this.#exchange ? exchangeOf(this.#exchange) : nothing}`;
  }

  #mixing(mixing) {
    return html`<dl class="facts">
      <dt>Turn</dt><dd>${TURNS[mixing.turn] ?? mixing.turn}</dd>
      ${mixing.proposal === undefined ? nothing : html`<dt>Proposal</dt><dd>${mixing.proposal}</dd>`}
      ${mixing.acquisitionRank === undefined ? nothing : html`<dt>The engine's rank</dt><dd>${mixing.acquisitionRank + 1}</dd>`}
      <dt>The model's credit</dt><dd>${number(mixing.credit, 3)}</dd><dt>Its odds</dt><dd>${percent(mixing.odds)}</dd>
      ${mixing.engine ? html`<dt>The engine alone</dt><dd class="number">${configuration(mixing.engine)}</dd>` : nothing}
      ${mixing.reranking ? html`<dt>Predictions counted</dt><dd>${percent(mixing.reranking.weight)}, having been right by ${number(mixing.reranking.rankCorrelation, 2)} in ${mixing.reranking.compared} trials</dd>` : nothing}</dl>`;
  }
}

/** What the model was asked and what it answered, and what that cost. */
function exchangeOf({ model, system, prompt, answer, inputTokens, outputTokens, cost, milliseconds, fates }) {
  const part = (word, text) => html`<details><summary>${word}</summary><pre class="wrapped" tabindex="0">${text ?? "not kept"}</pre></details>`;
  const became = Object.entries(fates ?? {}).map(([fate, many]) => `${count(many)} ${fate.replaceAll("-", " ")}`).join(", ");
  return html`<section><h3>The exchange with ${model}</h3>
    <dl class="facts">
      ${inputTokens === undefined ? nothing : html`<dt>Tokens</dt><dd>${count(inputTokens)} in, ${count(outputTokens ?? 0)} out</dd>`}
      ${cost ? html`<dt>Cost</dt><dd>$${number(cost, 3)}</dd>` : nothing}
      ${milliseconds === undefined ? nothing : html`<dt>Took</dt><dd>${duration(milliseconds)}</dd>`}
      ${became ? html`<dt>Proposals</dt><dd>${became}</dd>` : nothing}</dl>
    <div>${part("Its task", system)}${part("Asked", prompt)}${part("Answered", indented(answer))}</div></section>`;
}

/** JSON line by line; anything else as it is. */
function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const WHYS = {
  default: "The space declares these values to be tried first.", queued: "A client put it into the queue.", random: "Drawn at random: the engine needs some results first, or everything better was tried.",
  sobol: "A point that fills the space evenly.", tpe: "Of the candidates near good trials, the one that is likeliest to be good (tree-structured Parzen estimator).",
  gp: "Where a Gaussian process expects most improvement.", llm: "A language model put it forward.", transfer: "What similar studies taught about this space.", retest: "One of the best so far, tried again since results are noisy.",
};
const why = trial => WHYS[trial.origin] ?? "";
