// All studies: what state each is in, what is best, how fast it goes, who works on it.

import * as api from "./api.js";
import { StudyDialog } from "./create.js";
import { ago, count, number, rate } from "./format.js";
import { html, live, nothing, repeat, svg } from "./lib.js";
import { addressOf, follow, redraw } from "./main.js";

const STATES = ["", "active", "paused", "completed"];

export class StudiesView {
  failure = null;
  overview = null;
  search = new URLSearchParams(location.search).get("search") ?? "";
  state = new URLSearchParams(location.search).get("state") ?? "";
  labels = new URLSearchParams(location.search).getAll("label");
  isUp = false;
  dialog = new StudyDialog();
  #left = new AbortController();
  #due = null;
  #pages = 1;
  #stamp = 0;
  #pause = 500;

  enter() {
    this.load();
    api.listen("/events", this.#left.signal, () => this.#soon(), isUp => { this.isUp = isUp; if (isUp) this.#soon(); redraw(); });
  }

  leave() {
    this.#left.abort();
    this.#stamp++;
    clearTimeout(this.#due);
  }

  /** Loads anew, but not more often than twice a second. */
  #soon() {
    this.#due ??= setTimeout(() => { this.#due = null; this.load(); }, this.#pause);
  }

  async load() {
    const stamp = ++this.#stamp;
    const start = performance.now();
    const wanted = { search: this.search, state: this.state, label: this.labels };
    try {
      const studies = [];
      let token;
      for (let page = 0; page < this.#pages && (page === 0 || token); page++) {
        const found = await api.get("/overview", { ...wanted, pageToken: token }, this.#left.signal);
        studies.push(...found.studies);
        token = found.nextPageToken;
      }
      if (stamp !== this.#stamp) return;
      this.overview = { studies, hasMore: Boolean(token) };
      this.failure = null;
    } catch (failure) {
      if (failure.name === "AbortError") return;
      this.failure = failure;
      if (![401, 403].includes(failure.status)) setTimeout(() => this.#soon(), 3000);
    }
    this.#pause = Math.max(500, 5 * (performance.now() - start));
    redraw();
  }

  #filter(changed) {
    Object.assign(this, changed);
    this.#pages = 1;
    const query = new URLSearchParams();
    if (this.search) query.set("search", this.search);
    if (this.state) query.set("state", this.state);
    this.labels.forEach(label => query.append("label", label));
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
    this.#soon();
    redraw();
  }

  drawn() {
    this.dialog.drawn();
  }

  draw() {
    const { overview } = this;
    return html`
      <div class="row spread">
        <h1>Studies <span class="live ${this.isUp ? "up" : ""}" title=${this.isUp ? "Live" : "Not connected"}></span></h1>
        <button class="primary" @click=${() => this.dialog.open()}>New study</button>
      </div>
      <form class="row" role="search" @submit=${event => event.preventDefault()}>
        <input type="search" aria-label="Search names, descriptions and labels" placeholder="Search" .value=${this.search}
          @input=${event => this.#filter({ search: event.target.value })}>
        <label class="row">State
          <select @change=${event => this.#filter({ state: event.target.value })}>
            ${STATES.map(state => html`<option value=${state} .selected=${live(state === this.state)}>${state || "all"}</option>`)}
          </select></label>
        ${this.labels.map(label => html`
          <button aria-label=${`Do not ask for the label ${label}`} @click=${() => this.#filter({ labels: this.labels.filter(l => l !== label) })}>${label} ×</button>`)}
      </form>
      ${overview === null ? html`<p class="empty" aria-busy="true">Loading…</p>` : this.#list(overview)}
      ${this.dialog.draw()}`;
  }

  #list({ studies, hasMore }) {
    if (!studies.length) {
      return this.search || this.state || this.labels.length
        ? html`<p class="empty">No study is like that.</p>`
        : html`<p class="empty">There are no studies yet. Create one here, or <code>PUT</code> one with the <a href="docs">API</a>.</p>`;
    }
    return html`
      <ul class="studies">${repeat(studies, item => item.study.name, item => this.#row(item))}</ul>
      ${hasMore ? html`<p class="row"><button @click=${() => { this.#pages++; this.load(); }}>More</button></p>` : nothing}`;
  }

  #row({ study, workers, finishedPerMinute, lastFinishedAt, bestSoFar }) {
    const { trials, best } = study.progress;
    const ended = trials.complete + trials.pruned + trials.infeasible + trials.failed + trials.lost + trials.cancelled;
    const [objective] = study.objectives;
    return html`<li class="card study-row">
      <div>
        <div class="row">
          <a class="name" href=${addressOf(study.name)} @click=${follow}>${study.name}</a>
          <span class="pill ${study.state}">${study.state}</span>
        </div>
        ${study.description ? html`<p class="description small">${study.description}</p>` : nothing}
        <div class="row small">
          ${Object.entries(study.labels).map(([name, value]) => html`
            <button class="pill" @click=${() => this.#filter({ labels: [...new Set([...this.labels, `${name}:${value}`])] })}>${name}: ${value}</button>`)}
        </div>
      </div>
      <dl class="stats">
        <div class="stat"><dt>${study.objectives.length > 1 ? `${study.objectives.length} objectives` : `best ${objective.name}`}</dt>
          <dd>${best ? number(best.value) : "–"}<small>${best ? `trial ${best.number}` : objective.direction}</small></dd></div>
        <div class="stat"><dt>trials</dt>
          <dd>${count(ended)}${study.limits.trials ? html`<small>of ${count(study.limits.trials)}</small>` : nothing}
            ${study.limits.trials ? html`<progress aria-label="Trials that ended" max=${study.limits.trials} .value=${Math.min(ended, study.limits.trials)}></progress>` : nothing}</dd></div>
        <div class="stat"><dt>rate</dt><dd>${rate(finishedPerMinute)}<small>${lastFinishedAt ? ago(lastFinishedAt) : "nothing yet"}</small></dd></div>
        <div class="stat"><dt>running</dt><dd>${count(trials.running)}<small title=${workers.join(", ")}>${people(workers)}</small></dd></div>
      </dl>
      ${sparkline(bestSoFar, objective)}
    </li>`;
  }
}

function people(workers) {
  if (!workers.length) return "nobody named";
  return workers.length === 1 ? workers[0] : `${workers.length === 20 ? "20 or more" : workers.length} workers`;
}

/** The best so far as steps in a small picture: up is better. */
function sparkline(points, objective) {
  if (points.length < 2) return html`<span class="quiet small">${points.length ? "one result" : "no results"}</span>`;
  const sign = objective.direction === "maximize" ? -1 : 1;
  const last = points.at(-1);
  const [low, high] = [Math.min(...points.map(p => sign * p.value)), Math.max(...points.map(p => sign * p.value))];
  const x = n => (100 * (n - points[0].number)) / (1.05 * (last.number - points[0].number) || 1);
  const y = value => 3 + (24 * (sign * value - low)) / (high - low || 1);
  const line = points.map((p, i) => (i ? `H${x(p.number).toFixed(1)}V${y(p.value).toFixed(1)}` : `M0 ${y(p.value).toFixed(1)}`)).join("");
  return html`<svg class="spark" viewBox="0 0 100 30" preserveAspectRatio="none" role="img"
    aria-label=${`Best ${objective.name} so far: from ${number(points[0].value)} to ${number(last.value)}`}>
    ${svg`<path d=${`${line}H100`} fill="none" stroke="currentColor" stroke-width="1.6" vector-effect="non-scaling-stroke"></path>`}</svg>`;
}
