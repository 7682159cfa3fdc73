// Tabs and their panels, as keyboards and screen readers expect them (WAI-ARIA's pattern).

import { html } from "./lib.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/** Goes to another tab with the arrows, Home or End: it is chosen at once, and the focus goes with it. */
function move(event) {
  const tabs = [...event.currentTarget.children];
  const at = tabs.indexOf(event.target);
  const to = { Home: 0, End: tabs.length - 1 }[event.key] ?? (event.key in STEPS ? (at + STEPS[event.key] + tabs.length) % tabs.length : undefined);
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  tabs[to].focus();
  tabs[to].click();
}

/**
 * The bar. Only the chosen tab is on the way of the Tab key.
 *
 * id: begins the ids of tabs and panel; words: what each tab says, by its key; choose: what is called with the key of a chosen tab.
 */
export const tabBar = (id, label, words, chosen, choose) => html`
  <div class="tabs" role="tablist" aria-label=${label} @keydown=${move}>${Object.entries(words).map(([key, word]) => html`
    <button type="button" role="tab" id="${id}-${key}" aria-controls="${id}-panel" aria-selected=${key === chosen} tabindex=${key === chosen ? 0 : -1} @click=${() => choose(key)}>${word}</button>`)}</div>`;

/** What belongs to the chosen tab. */
export const tabPanel = (id, chosen, content) => html`<div role="tabpanel" id="${id}-panel" aria-labelledby="${id}-${chosen}">${content}</div>`;
