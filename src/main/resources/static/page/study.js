// One study: how far it is, what is best, what the trials tell, who works on it, and what can be done.

import * as api from "./api.js";
import { Chart, figure } from "./chart.js";
import { ago, clock, configuration, count, number, percent, rate } from "./format.js";
import { html, live, nothing } from "./lib.js";
import { follow, go, redraw } from "./main.js";
import { ParallelCoordinates } from "./parallel.js";
import * as plots from "./plots.js";
import { LANGUAGES } from "./snippets.js";
import { tabBar, tabPanel } from "./tabs.js";
import { TrialDrawer, TrialTable } from "./trials.js";

const MOST_AXES = 12;

export class StudyView {
  failure = null;
  study = null;
  isUp = false;
  #name;
  #left = new AbortController();
  #sample = null;
  #importance = null;
  #timeline = null;
  #origins = null;
  #curves = null;
  #advice = null;
  #loaders = {};
  #objective = 0;
  #other = 1;
  #slice = null;
  #contour = [null, null];
  #language = "Python";
  #isQueueing = false;
  #queued = "";
  #action = null;
  /** Why there is nothing to show: what the service said, or that the study was removed. */
  #lost = null;
  #isRemoving = false;
  #drawer;
  #table;
  #charts = {};

  constructor(name) {
    this.#name = name;
    this.#drawer = new TrialDrawer(name);
    this.#table = new TrialTable(name, this.#drawer.show);
    const show = ({ data }) => { if (data?.i !== undefined) this.#drawer.show(this.#sample.numbers[data.i]); };
    const byNumber = ({ data }) => { if (data?.number !== undefined) this.#drawer.show(data.number); };
    for (const name of ["history", "front", "slice", "contour"]) this.#charts[name] = new Chart({ click: show });
    for (const name of ["hypervolume", "importance"]) this.#charts[name] = new Chart();
    this.#charts.timeline = new Chart({ click: byNumber });
    this.#charts.curves = new Chart({ click: ({ seriesIndex }) => this.#drawer.show(this.#curves.curves[seriesIndex].number) });
    this.#charts.parallel = new ParallelCoordinates(this.#drawer.show);
    this.#loaders = {
      study: this.#loader(1, async signal => { this.study = await api.get(this.#path(""), {}, signal); }),
      sample: this.#loader(1, async signal => { this.#sample = await api.get(this.#path("/sample"), { most: 2000 }, signal); }),
      table: this.#loader(2, signal => this.#table.load(signal)),
      importance: this.#loader(4, async signal => { const objective = this.#importanceOf;
        const found = await api.get(this.#path("/importance"), { objective }, signal);
        if (objective === this.#importanceOf) this.#importance = found; }),
      timeline: this.#loader(4, async signal => { this.#timeline = await api.get(this.#path("/timeline"), {}, signal); }),
      origins: this.#loader(4, async signal => { this.#origins = await api.get(this.#path("/origins"), {}, signal); }),
      curves: this.#loader(4, async signal => { this.#curves = await api.get(this.#path("/curves"), {}, signal); }),
      drawer: this.#loader(1, () => this.#drawer.load()),
      advice: this.#loader(10, async signal => { this.#advice = await api.get(this.#path("/advice"), {}, signal); }),
    };
  }

  #importanceOf = undefined;

  #path = below => api.path`/studies/${this.#name}` + below;

  /** Something that is loaded anew when the study changed, but no sooner than after so many seconds, or five times what it took. */
  #loader(seconds, load) {
    let timer = null;
    let isLoading = false;
    let isDue = false;
    let isHurried = false;
    let next = 0;
    const run = async () => {
      timer = null;
      isLoading = true;
      isDue = false;
      const start = performance.now();
      try {
        await load(this.#left.signal);
        this.failure = null;
      } catch (failure) {
        if (failure.name === "AbortError") return;
        if ([400, 404].includes(failure.status)) return this.#lose(failure);
        this.failure = failure;
        isDue = ![401, 403].includes(failure.status);
      }
      isLoading = false;
      const pause = Math.max(1000 * seconds - 200, 5 * (performance.now() - start));
      next = performance.now() + (isHurried ? 0 : isDue && this.failure ? Math.max(pause, 3000) : pause);
      isHurried = false;
      redraw();
      if (isDue) soon();
    };
    const soon = () => {
      isDue = true;
      if (isLoading || timer !== null || this.#left.signal.aborted) return;
      timer = setTimeout(run, Math.max(0, next - performance.now()));
    };
    return { soon, now: () => { next = 0; isHurried = isLoading; clearTimeout(timer); timer = null; soon(); } };
  }

  enter() {
    Object.values(this.#loaders).forEach(loader => loader.soon());
    api.listen(this.#path("/events"), this.#left.signal, (event, data) => this.#hear(event, data), isUp => { this.isUp = isUp; redraw(); })
      .then(() => this.#loaders.study.now()); // nothing more comes of it: whatever the reason is, this is told it, too
    const running = setInterval(() => {
      if (this.study?.progress.trials.running && !document.hidden) {
        this.#loaders.curves.soon();
        this.#loaders.timeline.soon();
        if (this.#drawer.isOpen) this.#loaders.drawer.soon();
      }
    }, 5000);
    this.#left.signal.addEventListener("abort", () => clearInterval(running));
  }

  leave() {
    this.#left.abort();
    Object.values(this.#charts).forEach(chart => chart.end());
    this.#drawer.end();
  }

  /** Ends all that goes on here, for there is no such study, or none any more. */
  #lose(failure) {
    if (this.#lost || this.#isRemoving || this.#left.signal.aborted) return;
    this.#lost = this.study ? { title: `${this.#name} was removed`, text: "Somebody removed this study with all its trials while you looked at it." }
      : failure.status === 404 ? { title: `There is no study ${this.#name}`, text: "It may have been removed, or its name may be another one." }
        : { title: "This is no study's address", text: failure.message };
    this.failure = null;
    this.leave();
    document.title = `${this.#lost.title} – Parley`;
    redraw();
  }

  #hear(event, data) {
    if (event === "removed") {
      this.#lose();
      return;
    }
    const { study } = this;
    if (study) {
      const isSame = study.version === data.version;
      if (isSame && study.state === data.state && study.progress.revision === data.progress.revision && this.#sample) return;
      this.study = { ...study, state: data.state, progress: data.progress };
      if (!isSame) this.#loaders.study.now();
    } else {
      this.#loaders.study.soon();
    }
    for (const name of ["sample", "table", "importance", "timeline", "origins", "curves", "advice"]) this.#loaders[name].soon();
    if (this.#drawer.isOpen) this.#loaders.drawer.soon();
    redraw();
  }

  async #act(action) {
    this.#action = null;
    try {
      this.study = { ...this.study, ...(await api.send("POST", this.#path(`/${action}`))) };
    } catch (failure) {
      this.#action = failure;
    }
    redraw();
  }

  async #remove() {
    if (!confirm(`Remove the study ${this.#name} with all its trials? This cannot be undone.`)) return;
    this.#isRemoving = true;
    try {
      await api.send("DELETE", this.#path(""));
      go("./");
    } catch (failure) {
      this.#isRemoving = false;
      this.#action = failure;
      redraw();
    }
  }

  async #export(format) {
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await api.download(this.#path(`/export?format=${format}`)));
      link.download = `${this.#name}.${format}`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (failure) {
      this.#action = failure;
      redraw();
    }
  }

  #queue = async event => {
    event.preventDefault();
    this.#action = null;
    try {
      await api.send("POST", this.#path("/trials"), { trials: [{ configuration: JSON.parse(this.#queued) }] });
      this.#isQueueing = false;
    } catch (failure) {
      this.#action = failure;
    }
    redraw();
  };

  drawn() {
    this.#drawer.drawn();
  }

  #noStudy({ title, text }) {
    return html`<section class="card lost" role="alert"><h1>${title}</h1><p>${text}</p>
      <div class="row"><a class="button primary" href="./" @click=${follow}>All studies</a>
        <a class="button" href=${`./?search=${encodeURIComponent(this.#name)}`} @click=${follow}>Search for ${this.#name}</a></div></section>`;
  }

  draw() {
    const { study } = this;
    if (this.#lost) return this.#noStudy(this.#lost);
    if (!study) return this.failure ? html`<p><a href="./" @click=${follow}>All studies</a></p>` : html`<p class="empty" aria-busy="true">Loading…</p>`;
    return html`
      ${this.#header(study)}
      ${this.#atAGlance(study)}
      <div class="grid">
        ${this.#sample ? this.#plots(study, this.#sample) : html`<p class="card empty" aria-busy="true">Loading the trials…</p>`}
        ${this.#work(study)}
      </div>
      ${this.#table.draw(study)}
      <div class="grid">${this.#code(study)}${this.#settings(study)}</div>
      ${this.#drawer.draw(study)}`;
  }

  #header(study) {
    return html`<section>
      <p class="small"><a href="./" @click=${follow}>All studies</a></p>
      <div class="row spread">
        <div class="row"><h1>${study.name}</h1><span class="pill ${study.state}">${study.state}</span>
          <span class="live ${this.isUp ? "up" : ""}" role="img" aria-label=${this.isUp ? "Live" : "Not connected"} title=${this.isUp ? "Live" : "Not connected"}></span></div>
        <div class="row">
          ${study.state === "active" ? html`<button @click=${() => this.#act("pause")}>Pause</button>` : html`<button @click=${() => this.#act("resume")}>Resume</button>`}
          ${study.state === "completed" ? nothing : html`<button @click=${() => this.#act("complete")}>Complete</button>`}
          <button aria-expanded=${this.#isQueueing} @click=${() => this.#toggleQueue(study)}>Queue a trial</button>
          <button @click=${() => this.#export("csv")}>CSV</button><button @click=${() => this.#export("jsonl")}>JSON Lines</button>
          <button @click=${() => this.#remove()}>Remove</button>
        </div></div>
      ${study.description ? html`<p class="quiet">${study.description}</p>` : nothing}
      <div class="row small">${Object.entries(study.labels).map(([name, value]) => html`<span class="pill">${name}: ${value}</span>`)}</div>
      ${study.note ? html`<p class="notice small">${study.note}</p>` : nothing}
      ${this.#action ? html`<p class="error" role="alert">${this.#action.message} ${(this.#action.errors ?? []).map(e => `${e.pointer ?? e.parameter}: ${e.detail}`).join("; ")}</p>` : nothing}
      ${this.#isQueueing ? html`<form class="card" @submit=${this.#queue}>
        <label class="field">Configuration to be handed out next, as JSON
          <textarea rows="6" spellcheck="false" .value=${this.#queued} @input=${event => { this.#queued = event.target.value; }}></textarea></label>
        <div class="row"><button class="primary">Put it into the queue</button></div></form>` : nothing}
    </section>`;
  }

  #toggleQueue(study) {
    this.#isQueueing = !this.#isQueueing;
    const configuration = {};
    for (const p of study.space) {
      if (p.when && !p.when.in.includes(configuration[p.when.parameter])) continue;
      configuration[p.name] = p.default ?? (p.values ?? p.choices)?.[0] ?? p.low;
    }
    this.#queued = JSON.stringify(configuration, null, 2);
    redraw();
  }

  #atAGlance(study) {
    const { trials, best } = study.progress;
    const ended = trials.complete + trials.pruned + trials.infeasible + trials.failed + trials.lost + trials.cancelled;
    const more = ["queued", "pruned", "infeasible", "failed", "lost", "cancelled"].filter(state => trials[state]).map(state => `${count(trials[state])} ${state}`).join(", ");
    const seconds = this.#timeline ? pace(this.#timeline) : null;
    const stat = (word, value, small) => html`<div class="stat"><dt>${word}</dt><dd>${value}<small>${small ?? ""}</small></dd></div>`;
    return html`<section class="card" aria-label="At a glance"><dl class="stats">
      ${study.objectives.length === 1
        ? html`<div class="stat"><dt>best ${study.objectives[0].name}</dt><dd aria-live="polite">${best ? html`<button class="plain" @click=${() => this.#drawer.show(best.number)}>${number(best.value, 6)}</button>` : "–"}
            <small>${best ? `trial ${best.number}` : study.objectives[0].direction}</small></dd></div>`
        : stat("front", this.#sample?.front ? count(this.#sample.frontSize ?? this.#sample.front.length) : "–", `of ${study.objectives.length} objectives`)}
      ${stat("ended", count(ended), study.limits.trials ? `of ${count(study.limits.trials)}` : more)}
      ${stat("running", count(trials.running), this.#workers())}
      ${stat("rate", seconds ? rate(seconds) : "–", trials.queued ? `${count(trials.queued)} queued` : "")}
      ${stat("strategy", study.strategy.type, study.strategy.model ?? study.strategy.mode ?? "")}
      ${this.#advice?.stop ? stat("advice", "stop", this.#advice.reason) : nothing}
    </dl>
    ${study.limits.trials ? html`<progress aria-label="Trials that ended" max=${study.limits.trials} .value=${Math.min(ended, study.limits.trials)}></progress>` : nothing}
    ${best && this.#sample ? this.#bestConfiguration(best.number) : nothing}</section>`;
  }

  #bestConfiguration(best) {
    const i = this.#sample.numbers.indexOf(best);
    if (i < 0) return nothing;
    const values = Object.fromEntries(Object.entries(this.#sample.parameters).map(([name, column]) => [name, column[i]]).filter(([, value]) => value !== null));
    return html`<p class="small number quiet">${configuration(values)}</p>`;
  }

  #workers() {
    const names = new Set((this.#timeline?.spans ?? []).filter(span => span.state === "running").map(span => span.worker ?? "no name"));
    return names.size > 3 ? `${names.size} workers` : [...names].join(", ");
  }

  #select = (label, chosen, options, then) => html`<label>${label} <select @change=${event => { then(event.target.value); redraw(); }}>
    ${options.map(([value, word]) => html`<option value=${value} .selected=${live(String(value) === String(chosen))}>${word}</option>`)}</select></label>`;

  #plots(study, sample) {
    const c = this.#charts;
    const several = study.objectives.length > 1;
    const objective = study.objectives[this.#objective];
    const stamp = (...parts) => [sample.revision, this.#objective, ...parts].join("/");
    const objectives = study.objectives.map((o, i) => [i, o.name]);
    const pick = several ? this.#select("Objective", this.#objective, objectives, value => { this.#objective = Number(value); }) : nothing;
    const byImportance = this.#byImportance(study);
    const caption = sample.numbers.length < sample.of ? `${plots.summary(study, sample)} are shown: the best, the newest and an even part of the others.` : plots.summary(study, sample);
    if (!sample.numbers.length) return html`<p class="card empty">No trial has ended yet. The code to copy is below.</p>`;
    c.history.set(() => plots.history(study, sample, objective), stamp("history"));
    if (several) {
      c.front.set(() => plots.front(study, sample, study.objectives[this.#objective], study.objectives[this.#other]), stamp("front", this.#other));
      c.hypervolume.set(() => plots.hypervolume(sample), stamp("volume"));
    }
    if (this.#importance) c.importance.set(() => plots.importance(this.#importance), `${this.#importanceOf}/${JSON.stringify(this.#importance)}`);
    const axes = c.parallel.shown(byImportance, MOST_AXES);
    return html`
      ${several ? figure("Pareto front", c.front, { width: "two-thirds", size: "tall", caption,
        label: `Pareto front: ${sample.frontSize ?? sample.front.length} trials that no other dominates. The table of trials has them all.`,
        controls: html`${this.#select("across", this.#objective, objectives, value => { this.#objective = Number(value); if (this.#other === this.#objective) this.#other = (this.#objective + 1) % objectives.length; })}
          ${this.#select("up", this.#other, objectives.filter(([i]) => i !== this.#objective), value => { this.#other = Number(value); })}` }) : nothing}
      ${several ? figure("Hypervolume", c.hypervolume, { width: "third", size: "tall", caption: "What the trials so far dominate, as a share of what lies between the best of each objective and a tenth beyond nine tenths of all trials." }) : nothing}
      ${figure("History", c.history, { width: "two-thirds", caption, controls: pick, size: "tall",
        label: `History of ${objective.name} by trial: ${plots.summary(study, sample)}. The table of trials has the same figures.` })}
      ${this.#importance ? figure("Importance", c.importance, { width: "third", size: "tall",
        caption: `PED-ANOVA over ${count(this.#importance.trials)} trials: what being among the best tenth has to do with each parameter.`,
        label: `Importance of parameters: ${this.#importance.parameters.slice(0, 5).map(p => `${p.name} ${percent(p.importance)}`).join(", ")}`,
        controls: several ? this.#select("for", this.#importanceOf ?? "", [["", "the front"], ...study.objectives.map(o => [o.name, o.name])], value => { this.#importanceOf = value || undefined; this.#loaders.importance.now(); }) : nothing }) : nothing}
      ${c.parallel.draw(study, sample, objective, axes, { controls: pick, caption: axes.length < study.space.length ? `The ${axes.length} most important parameters.` : "" })}
      ${this.#slices(study, sample, objective, byImportance, stamp)}`;
  }

  #byImportance(study) {
    const found = (this.#importance?.parameters ?? []).map(p => p.name).filter(name => study.space.some(p => p.name === name));
    return [...found, ...study.space.map(p => p.name).filter(name => !found.includes(name))];
  }

  #slices(study, sample, objective, names, stamp) {
    const of = name => study.space.find(p => p.name === name);
    const one = of(this.#slice) ?? of(names[0]);
    const x = of(this.#contour[0]) ?? of(names[0]);
    const y = of(this.#contour[1]) ?? of(names.find(name => name !== x.name));
    const options = names.map(name => [name, name]);
    this.#charts.slice.set(() => plots.slice(study, sample, objective, one), stamp("slice", one.name));
    if (y) this.#charts.contour.set(() => plots.contour(study, sample, objective, x, y), stamp("contour", x.name, y.name));
    return html`
      ${figure("Slice", this.#charts.slice, { width: "half", label: `${objective.name} by ${one.name}`,
        controls: this.#select("over", one.name, options, value => { this.#slice = value; }) })}
      ${y ? figure("Contour", this.#charts.contour, { width: "half", label: `${objective.name} by ${x.name} and ${y.name}`,
        controls: html`${this.#select("across", x.name, options, value => { this.#contour = [value, value === y.name ? x.name : y.name]; })}
          ${this.#select("up", y.name, options.filter(([name]) => name !== x.name), value => { this.#contour = [x.name, value]; })}` }) : nothing}`;
  }

  #work(study) {
    const c = this.#charts;
    if (this.#timeline) c.timeline.set(() => plots.timeline(this.#timeline), this.#timeline.now);
    if (this.#curves?.curves.length) c.curves.set(() => plots.curves(this.#curves), JSON.stringify(this.#curves.curves.map(curve => [curve.number, curve.state, curve.points.at(-1)[0]])));
    return html`
      ${this.#curves?.curves.length ? figure("Intermediate values", c.curves, { caption: `What trials reported of ${this.#curves.metric}: the best stands out, with others and those that run.`, label: `Curves of ${this.#curves.curves.length} trials` }) : nothing}
      ${this.#timeline?.spans.length ? figure("Workers", c.timeline, { width: "half", label: "Who worked on what, and when", caption: "The newest 1,000 trials that were handed out." }) : nothing}
      ${this.#origins ? this.#contributions(study, this.#origins) : nothing}`;
  }

  #contributions(study, { origins, model }) {
    const all = origins.reduce((sum, origin) => sum + origin.trials, 0);
    return html`<section class="card half"><header><h2>Where trials came from</h2></header>
      <div class="scroll" tabindex="0" role="region" aria-label="Origins"><table>
        <thead><tr><th scope="col">Origin</th><th scope="col" class="number">Trials</th><th scope="col" class="number">Share</th><th scope="col" class="number">Best ${study.objectives[0].name}</th>
          <th scope="col" class="number">In the top tenth</th><th scope="col" class="number">Failed</th></tr></thead>
        <tbody>${origins.map(o => html`<tr><td>${o.origin}</td><td class="number">${count(o.trials)}</td><td class="number">${percent(o.trials / all)}</td>
          <td class="number">${o.best === undefined ? "" : number(o.best)}</td><td class="number">${o.top === undefined ? "" : percent(o.top)}</td><td class="number">${count(o.failed)}</td></tr>`)}</tbody></table></div>
      ${model && model.calls + model.proposals > 0 ? html`<h3>The language model's part</h3><dl class="stats">
        <div class="stat"><dt>proposals</dt><dd>${count(model.proposals)}<small>${count(model.used)} tried, ${count(model.waiting)} waiting</small></dd></div>
        <div class="stat"><dt>calls</dt><dd>${count(model.calls)}<small>${study.strategy.budget?.calls ? `of ${count(study.strategy.budget.calls)}` : ""}</small></dd></div>
        <div class="stat"><dt>tokens</dt><dd>${count(model.tokens)}<small>${study.strategy.budget?.tokens ? `of ${count(study.strategy.budget.tokens)}` : ""}</small></dd></div>
        <div class="stat"><dt>cost</dt><dd>$${number(Number(model.cost), 3)}<small>${study.strategy.budget?.money ? `of $${number(study.strategy.budget.money)}` : ""}</small></dd></div></dl>` : nothing}
    </section>`;
  }

  #code(study) {
    const text = LANGUAGES[this.#language](study);
    const languages = Object.fromEntries(Object.keys(LANGUAGES).map(language => [language, language]));
    return html`<section class="card two-thirds"><header><h2>Code to copy</h2>
      ${tabBar("language", "Language", languages, this.#language, language => { this.#language = language; redraw(); })}
      <button @click=${() => navigator.clipboard?.writeText(text)}>Copy</button></header>
      ${tabPanel("language", this.#language, html`<pre tabindex="0">${text}</pre>`)}</section>`;
  }

  #settings(study) {
    const { space, objectives, strategy, limits, lease, pruner, transfer } = study;
    return html`<section class="card third"><header><h2>Definition</h2></header>
      <p class="small quiet">Created ${ago(study.createdAt)}, on ${clock(study.createdAt)}; version ${study.version}</p>
      <pre tabindex="0">${JSON.stringify({ space, objectives, strategy, limits, lease, pruner, transfer }, null, 2)}</pre></section>`;
  }
}

/** How many trials ended in a minute, over the last ten minutes or the spans known. */
function pace({ now, spans }) {
  const end = Date.parse(now);
  const ended = spans.filter(span => span.finishedAt && end - Date.parse(span.finishedAt) < 600_000);
  if (!ended.length) return 0;
  const first = Math.min(...ended.map(span => Date.parse(span.finishedAt)));
  return (60_000 * ended.length) / (ended.length === spans.length ? Math.max(1000, end - first) : 600_000);
}
