// The frame of the page, and which view is in it. Addresses are ?study=NAME, so that one file serves them all.

import * as api from "./api.js";
import { html, nothing, render } from "./lib.js";
import { StudiesView } from "./studies.js";
import { StudyView } from "./study.js";
import * as theme from "./theme.js";

const root = document.getElementById("page");
let view = null;
let hasKeyBox = false;
let here = "";

/** Draws the page at the next chance, once for however many changes. */
let isDue = false;
export function redraw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
  });
}

/** Goes to another address of this page. */
export function go(address) {
  history.pushState(null, "", address);
  enter();
  document.getElementById("main")?.focus();
}

export const addressOf = study => `?study=${encodeURIComponent(study)}`;

/** For links: goes there without loading the page anew. */
export function follow(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(event.currentTarget.getAttribute("href"));
}

function enter() {
  here = location.pathname + location.search;
  view?.leave();
  const study = new URLSearchParams(location.search).get("study");
  view = study ? new StudyView(study) : new StudiesView();
  document.title = study ? `${study} – Parley` : "Parley";
  scrollTo(0, 0);
  view.enter();
  draw();
}

function saveKey(event) {
  event.preventDefault();
  api.key.set(new FormData(event.target).get("key").trim());
  hasKeyBox = false;
  enter();
}

const keyBox = () => html`
  <form class="card row" @submit=${saveKey}>
    <label class="field">Key<input name="key" type="password" autocomplete="off" .value=${api.key.get()}></label>
    <button class="primary">Use this key</button>
    <span class="quiet small">It is kept until this tab is closed and sent with every request.</span>
  </form>`;

function draw() {
  const failure = view.failure;
  const needsKey = hasKeyBox || failure?.status === 401;
  render(html`
    <header class="top"><div>
      <a class="brand" href="./" @click=${follow}><img src="favicon.svg" alt="">Parley</a>
      <nav aria-label="Page">
        <button class="plain" aria-pressed=${hasKeyBox} @click=${() => { hasKeyBox = !hasKeyBox; redraw(); }}>Key</button>
        <a class="button plain" href="docs">API</a>
        <button class="plain" @click=${theme.toggle}>${theme.isDark() ? "Light" : "Dark"}</button>
      </nav>
    </div></header>
    <main id="main" tabindex="-1">
      ${needsKey ? keyBox() : nothing}
      ${failure ? html`<p class="notice" role="alert">${failure.message}</p>` : nothing}
      ${view.draw()}
    </main>`, root);
  view.drawn?.();
}

theme.onChange(redraw);
addEventListener("popstate", () => {
  const there = location.pathname + location.search;
  if (there !== here) enter(); // or else only the place on the page is another
});
enter();
