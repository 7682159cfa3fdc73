// A new study: from a form that helps with the space, drafted by a model, or as JSON.

import * as api from "./api.js";
import { html, live, nothing } from "./lib.js";
import { addressOf, go, redraw } from "./main.js";
import { tabBar, tabPanel } from "./tabs.js";

const TYPES = ["float", "int", "ordinal", "categorical"];
const STRATEGIES = {
  "": "llm-tpe: a model's ideas and the engine's (default)", auto: "auto: picks gp or tpe", tpe: "tpe", gp: "gp: Gaussian process",
  llm: "llm: the model alone", sobol: "sobol", random: "random",
};

/** Ranges that usually make sense for parameters of these names. */
const USUAL = [
  [/^(lr|eta)$|learning.?rate|(^|_)lr($|_)/i, { type: "float", low: "1e-5", high: "0.1", scale: "log" }],
  [/weight.?decay|^alpha$|^lambda|reg_|^l[12]$/i, { type: "float", low: "1e-6", high: "0.1", scale: "log" }],
  [/dropout|^drop/i, { type: "float", low: "0", high: "0.7", scale: "linear" }],
  [/momentum|^beta|subsample|colsample/i, { type: "float", low: "0.5", high: "0.999", scale: "linear" }],
  [/batch/i, { type: "ordinal", values: "16, 32, 64, 128, 256" }],
  [/width|units|hidden|neurons|channels|embed/i, { type: "int", low: "8", high: "512", scale: "log" }],
  [/n_estimators|trees|epochs|iterations/i, { type: "int", low: "10", high: "1000", scale: "log" }],
  [/depth|layers|blocks|heads/i, { type: "int", low: "1", high: "8", scale: "linear" }],
  [/optimi[sz]er|solver/i, { type: "categorical", values: "adam, adamw, sgd" }],
  [/activation/i, { type: "categorical", values: "relu, gelu, tanh" }],
  [/^c$|^gamma$/i, { type: "float", low: "1e-3", high: "1e3", scale: "log" }],
];

const parameter = () => ({ name: "", type: "float", low: "0", high: "1", scale: "linear", step: "", values: "", initial: "", parent: "", parentValues: "", touched: false });
const objective = () => ({ name: "", direction: "minimize" });

/** A value as it is written in a form: a number, a truth value, or else a word. */
function value(text) {
  const trimmed = text.trim();
  if (trimmed === "true" || trimmed === "false") return trimmed === "true";
  return trimmed !== "" && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

const list = text => text.split(",").filter(part => part.trim() !== "").map(value);

function definitionOf(p) {
  const found = { name: p.name, type: p.type };
  if (p.type === "ordinal") found.values = p.drafted?.text === p.values ? p.drafted.values : list(p.values);
  else if (p.type === "categorical") found.choices = p.drafted?.text === p.values ? p.drafted.values : list(p.values);
  else {
    found.low = value(p.low);
    found.high = value(p.high);
    if (p.scale === "log") found.scale = "log";
    if (p.step !== "") found.step = value(p.step);
  }
  if (p.initial !== "") found.default = value(p.initial);
  if (p.parent) found.when = { parameter: p.parent, in: list(p.parentValues) };
  return found;
}

const formOf = definition => ({
  ...parameter(), touched: true, name: definition.name, type: definition.type, scale: definition.scale ?? "linear",
  low: text(definition.low), high: text(definition.high), step: text(definition.step), initial: text(definition.default),
  values: (definition.values ?? definition.choices ?? []).join(", "),
  // While nobody edits them, the values are those that were drafted, whatever the text would be read as.
  drafted: { text: (definition.values ?? definition.choices ?? []).join(", "), values: definition.values ?? definition.choices },
  parent: definition.when?.parameter ?? "", parentValues: (definition.when?.in ?? []).join(", "),
});

const text = given => (given === undefined ? "" : String(given));

export class StudyDialog {
  #isOpen = false;
  #tab = "form";
  #json = "";
  #failure = null;
  #reasons = {};
  #isBusy = false;
  #draftText = "";
  #form = this.#fresh();

  #fresh() {
    return { name: "", description: "", labels: "", objectives: [{ name: "loss", direction: "minimize" }], parameters: [parameter()],
      strategy: "", seed: "", trials: "100", parallel: "" };
  }

  open() {
    this.#isOpen = true;
    redraw();
  }

  drawn() {
    const dialog = document.getElementById("new-study");
    if (this.#isOpen && dialog && !dialog.open) dialog.showModal();
    if (!this.#isOpen && dialog?.open) dialog.close();
  }

  #close = () => {
    this.#isOpen = false;
    redraw();
  };

  #definition() {
    const f = this.#form;
    const found = { space: f.parameters.map(definitionOf), objectives: f.objectives };
    if (f.name) found.name = f.name.trim();
    if (f.description) found.description = f.description;
    if (f.labels.trim()) found.labels = Object.fromEntries(f.labels.split(",").map(pair => [pair.slice(0, pair.indexOf(":")).trim(), pair.slice(pair.indexOf(":") + 1).trim()]).filter(([n, v]) => n && v));
    if (f.strategy || f.seed) found.strategy = { ...(f.strategy && { type: f.strategy }), ...(f.seed && { seed: value(f.seed) }) };
    const limits = { ...(f.trials && { trials: value(f.trials) }), ...(f.parallel && { parallel: value(f.parallel) }) };
    if (Object.keys(limits).length) found.limits = limits;
    return found;
  }

  #show(tab) {
    if (tab === "json" && this.#tab === "form") this.#json = JSON.stringify(this.#definition(), null, 2);
    this.#tab = tab;
    this.#failure = null;
    redraw();
  }

  #create = async event => {
    event.preventDefault();
    this.#failure = null;
    let definition;
    try {
      definition = this.#tab === "form" ? this.#definition() : JSON.parse(this.#json);
    } catch (failure) {
      this.#failure = { message: `This is not JSON: ${failure.message}`, errors: [] };
      redraw();
      return;
    }
    await this.#busily(async () => {
      const { name } = await api.send("POST", "/studies", definition, { "Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()) });
      this.#isOpen = false;
      this.#form = this.#fresh();
      go(addressOf(name));
    });
  };

  #draft = () => this.#busily(async () => {
    const draft = await api.send("POST", "/search-spaces/draft", {
      description: this.#form.description || this.#form.name || "A model to be tuned", ...(this.#draftText && { code: this.#draftText }) });
    this.#form.parameters = draft.space.map(formOf);
    this.#reasons = draft.reasons;
    if (draft.leftOut.length) this.#failure = { message: `Left out: ${draft.leftOut.join(" ")}`, errors: [] };
  });

  async #busily(work) {
    this.#isBusy = true;
    this.#failure = null;
    redraw();
    try {
      await work();
    } catch (failure) {
      this.#failure = failure;
    }
    this.#isBusy = false;
    redraw();
  }

  draw() {
    return html`<dialog id="new-study" class="wide" aria-labelledby="new-study-title" @close=${this.#close} @cancel=${this.#close}>
      ${this.#isOpen ? this.#content() : nothing}</dialog>`;
  }

  #content() {
    return html`
      <div class="row spread">
        <h2 id="new-study-title">New study</h2>
        ${tabBar("written", "How to write it", { form: "Form", json: "JSON" }, this.#tab, tab => this.#show(tab))}
      </div>
      <form @submit=${this.#create}>
        ${tabPanel("written", this.#tab, this.#tab === "form" ? this.#formFields() : html`
          <section><label class="field">Definition, as the API takes it
            <textarea rows="20" spellcheck="false" .value=${live(this.#json)} @input=${event => { this.#json = event.target.value; }}></textarea></label></section>`)}
        ${this.#failure ? html`<div class="error" role="alert"><p>${this.#failure.message}</p>
          <ul>${(this.#failure.errors ?? []).map(error => html`<li><code>${error.pointer ?? error.parameter ?? ""}</code> ${error.detail}</li>`)}</ul></div>` : nothing}
        <section class="row">
          <button class="primary" ?disabled=${this.#isBusy}>Create</button>
          <button type="button" @click=${this.#close}>Cancel</button>
        </section>
      </form>`;
  }

  #input(label, target, name, more = {}) {
    return html`<label class="field">${label}
      <input .value=${live(target[name])} placeholder=${more.placeholder ?? ""} ?required=${more.required ?? false}
        inputmode=${more.mode ?? "text"} autocomplete="off" spellcheck="false"
        @input=${event => { target[name] = event.target.value; more.then?.(event.target.value); redraw(); }}></label>`;
  }

  #select(label, target, name, options, then) {
    return html`<label class="field">${label}
      <select @change=${event => { target[name] = event.target.value; then?.(); redraw(); }}>
        ${Object.entries(options).map(([key, word]) => html`<option value=${key} .selected=${live(target[name] === key)}>${word}</option>`)}
      </select></label>`;
  }

  #formFields() {
    const f = this.#form;
    const same = words => Object.fromEntries(words.map(word => [word, word]));
    return html`
      <section>
        ${this.#input("Name", f, "name", { placeholder: "digits-mlp (one is made up if you give none)" })}
        <label class="field">What is optimized, in words: it helps models and people
          <textarea rows="2" .value=${live(f.description)} @input=${event => { f.description = event.target.value; }}></textarea></label>
        ${this.#input("Labels", f, "labels", { placeholder: "team: vision, data: digits" })}
      </section>
      <section>
        <div class="row spread"><h3>Objectives</h3>
          <button type="button" @click=${() => { f.objectives.push(objective()); redraw(); }}>Add objective</button></div>
        ${f.objectives.map((o, i) => html`<div class="parameter">
          ${this.#input("Metric", o, "name", { required: true, placeholder: "accuracy" })}
          ${this.#select("Direction", o, "direction", same(["minimize", "maximize"]))}
          ${f.objectives.length > 1 ? html`<button type="button" aria-label=${`Remove objective ${o.name}`} @click=${() => { f.objectives.splice(i, 1); redraw(); }}>Remove</button>` : nothing}</div>`)}
      </section>
      <section>
        <div class="row spread"><h3>Search space</h3>
          <button type="button" @click=${() => { f.parameters.push(parameter()); redraw(); }}>Add parameter</button></div>
        <div class="parameters">${f.parameters.map((p, i) => this.#parameter(p, i))}</div>
        <details><summary>Ask a language model to draft the space</summary>
          <section><label class="field">The program to be tuned, or its arguments
            <textarea rows="4" spellcheck="false" .value=${live(this.#draftText)} @input=${event => { this.#draftText = event.target.value; }}></textarea></label>
          <div class="row"><button type="button" ?disabled=${this.#isBusy} @click=${this.#draft}>${this.#isBusy ? "Asking…" : "Draft"}</button>
            <span class="quiet small">It takes the place of the parameters above. Look at it before you create the study.</span></div></section></details>
      </section>
      <section>
        <h3>How</h3>
        <div class="parameter">
          ${this.#select("Strategy", f, "strategy", STRATEGIES)}
          ${this.#input("Trials at most", f, "trials", { mode: "numeric", placeholder: "no limit" })}
          ${this.#input("At once at most", f, "parallel", { mode: "numeric", placeholder: "no limit" })}
          ${this.#input("Seed", f, "seed", { mode: "numeric", placeholder: "any" })}
        </div>
      </section>`;
  }

  #parameter(p, i) {
    const others = this.#form.parameters.filter(other => other !== p && other.name && other.type !== "float");
    const isNumber = p.type === "float" || p.type === "int";
    const suggest = name => {
      if (!p.touched) Object.assign(p, { ...parameter(), name }, USUAL.find(([pattern]) => pattern.test(name))?.[1]);
    };
    const touch = () => { p.touched = true; };
    return html`<div class="parameter" role="group" aria-label=${`Parameter ${p.name || i + 1}`}>
      ${this.#input("Name", p, "name", { required: true, placeholder: "lr", then: suggest })}
      ${this.#select("Type", p, "type", Object.fromEntries(TYPES.map(type => [type, type])), touch)}
      ${isNumber ? html`
        ${this.#input("From", p, "low", { required: true, mode: "decimal", then: touch })}
        ${this.#input("To", p, "high", { required: true, mode: "decimal", then: touch })}
        ${this.#select("Scale", p, "scale", { linear: "linear", log: "log" }, touch)}
        ${this.#input("Step", p, "step", { mode: "decimal", placeholder: p.type === "int" ? "1" : "none" })}`
      : this.#input(p.type === "ordinal" ? "Values in their order" : "Choices", p, "values", { required: true, placeholder: "adam, sgd", then: touch })}
      ${this.#input("First tried", p, "initial", { placeholder: "any" })}
      ${others.length ? this.#select("Only when", p, "parent", { "": "always", ...Object.fromEntries(others.map(other => [other.name, other.name])) }) : nothing}
      ${p.parent ? this.#input("is one of", p, "parentValues", { required: true, placeholder: "sgd" }) : nothing}
      ${this.#form.parameters.length > 1 ? html`<button type="button" aria-label=${`Remove parameter ${p.name}`} @click=${() => { this.#form.parameters.splice(i, 1); redraw(); }}>Remove</button>` : nothing}
      ${this.#reasons[p.name] ? html`<p class="quiet small">${this.#reasons[p.name]}</p>` : nothing}
    </div>`;
  }
}
