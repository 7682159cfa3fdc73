// A new study: from a form that helps with the space, drafted by a model, or as JSON.

import * as api from "./api.js";
import { DIRECTIONS, STRATEGIES, TYPES, definitionOf, emptyForm, emptyObjective, emptyParameter, formOfParameter, read, usual } from "./definition.js";
import { html, live, nothing } from "./lib.js";
import { addressOf, go, redraw } from "./main.js";
import { tabBar, tabPanel } from "./tabs.js";

const same = words => Object.fromEntries(words.map(word => [word, word]));

export class StudyDialog {
  #isOpen = false;
  #tab = "form";
  #json = "";
  /** What the form says, as JSON; what somebody changed there is not to be lost. */
  #formJson = "";
  #failure = null;
  #reasons = {};
  #isBusy = false;
  #draftText = "";
  /** How many parameters were just drafted. */
  #drafted = 0;
  /** Whether somebody is to be shown what came of a press on a button far from it. */
  #isNews = false;
  #form = emptyForm();

  open() {
    this.#isOpen = true;
    redraw();
  }

  drawn() {
    const dialog = document.getElementById("new-study");
    if (this.#isOpen && dialog && !dialog.open) dialog.showModal();
    if (!this.#isOpen && dialog?.open) dialog.close();
    if (this.#isNews) dialog?.querySelector(this.#failure ? "[role=alert]" : "[role=status]")?.scrollIntoView({ block: "nearest" });
    this.#isNews = false;
  }

  #close = () => {
    this.#isOpen = false;
    redraw();
  };

  #show(tab) {
    this.#failure = null;
    if (tab === "json" && this.#tab === "form") {
      this.#formJson = JSON.stringify(definitionOf(this.#form), null, 2);
      this.#json = this.#formJson;
      this.#tab = tab;
    } else if (tab === "form" && this.#json !== this.#formJson) {
      this.#takeOver();
    } else {
      this.#tab = tab;
    }
    redraw();
  }

  /** Goes from the JSON to the form, unless the form would lose something. */
  #takeOver() {
    const stay = (message, errors) => { this.#failure = { message, errors, way: this.#toForm }; };
    let definition;
    try {
      definition = JSON.parse(this.#json);
    } catch (failure) {
      stay(`This is not JSON, so the form cannot take it over: ${failure.message}`, []);
      return;
    }
    const { form, misfits } = read(definition);
    if (misfits.length) {
      stay("The form cannot hold all of this. You can create the study from here.", misfits);
      return;
    }
    this.#form = form;
    this.#tab = "form";
  }

  #toForm = () => {
    this.#failure = null;
    this.#tab = "form";
    redraw();
  };

  #create = async event => {
    event.preventDefault();
    this.#failure = null;
    let definition;
    try {
      definition = this.#tab === "form" ? definitionOf(this.#form) : JSON.parse(this.#json);
    } catch (failure) {
      this.#failure = { message: `This is not JSON: ${failure.message}`, errors: [] };
      redraw();
      return;
    }
    await this.#busily(async () => {
      const { name } = await api.send("POST", "/studies", definition, { "Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()) });
      this.#isOpen = false;
      this.#form = emptyForm();
      this.#reasons = {};
      this.#drafted = 0;
      this.#tab = "form";
      go(addressOf(name));
    });
  };

  #draft = () => this.#busily(async () => {
    this.#drafted = 0;
    const draft = await api.send("POST", "/search-spaces/draft", {
      description: this.#form.description || this.#form.name || "A model to be tuned", ...(this.#draftText && { code: this.#draftText }) });
    this.#form.parameters = draft.space.map(formOfParameter);
    this.#reasons = draft.reasons;
    this.#drafted = draft.space.length;
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
    this.#isNews = true;
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
          <ul>${(this.#failure.errors ?? []).map(error => html`<li><code>${error.pointer ?? error.parameter ?? ""}</code> ${error.detail}</li>`)}</ul>
          ${this.#failure.way ? html`<button type="button" @click=${this.#failure.way}>Go to the form without these changes</button>` : nothing}</div>` : nothing}
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
    return html`
      <section>
        ${this.#input("Name", f, "name", { placeholder: "digits-mlp (one is made up if you give none)" })}
        <label class="field">What is optimized, in words: it helps models and people
          <textarea rows="2" .value=${live(f.description)} @input=${event => { f.description = event.target.value; }}></textarea></label>
        ${this.#input("Labels", f, "labels", { placeholder: "team: vision, data: digits" })}
      </section>
      <section>
        <div class="row spread"><h3>Objectives</h3>
          <button type="button" @click=${() => { f.objectives.push(emptyObjective()); redraw(); }}>Add objective</button></div>
        ${f.objectives.map((o, i) => html`<div class="parameter">
          ${this.#input("Metric", o, "name", { required: true, placeholder: "accuracy" })}
          ${this.#select("Direction", o, "direction", same(DIRECTIONS))}
          ${f.objectives.length > 1 ? html`<button type="button" aria-label=${`Remove objective ${o.name}`} @click=${() => { f.objectives.splice(i, 1); redraw(); }}>Remove</button>` : nothing}</div>`)}
      </section>
      <section>
        <div class="row spread"><h3>Search space</h3>
          <button type="button" @click=${() => { f.parameters.push(emptyParameter()); redraw(); }}>Add parameter</button></div>
        <p class="small" role="status">${this.#drafted ? html`<strong>${this.#drafted} parameters were drafted.</strong> Look at them before you create the study.` : nothing}</p>
        <div class="parameters">${f.parameters.map((p, i) => this.#parameter(p, i))}</div>
        <details><summary>Ask a language model to draft the space</summary>
          <section><label class="field">The program to be tuned, or its arguments
            <textarea rows="4" spellcheck="false" .value=${live(this.#draftText)} @input=${event => { this.#draftText = event.target.value; }}></textarea></label>
          <div class="row"><button type="button" ?disabled=${this.#isBusy} @click=${this.#draft}>${this.#isBusy ? "Asking…" : "Draft"}</button>
            <span class="quiet small">What it drafts takes the place of the parameters above.</span></div></section></details>
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
      if (!p.touched) Object.assign(p, usual(name));
    };
    const touch = () => { p.touched = true; };
    return html`<div class="parameter" role="group" aria-label=${`Parameter ${p.name || i + 1}`}>
      ${this.#input("Name", p, "name", { required: true, placeholder: "lr", then: suggest })}
      ${this.#select("Type", p, "type", same(TYPES), touch)}
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
