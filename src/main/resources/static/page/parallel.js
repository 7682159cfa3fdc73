// Parallel coordinates whose axes can be brushed, by mouse in the plot or by keyboard below it.

import { Chart, figure } from "./chart.js";
import { count } from "./format.js";
import { html, live, nothing, repeat } from "./lib.js";
import { redraw } from "./main.js";
import * as plots from "./plots.js";

/** How many places a brush may begin and end at on an axis that has no steps of its own. */
const PLACES = 100;

/** How many of the trials within are named. */
const NAMED = 12;

export class ParallelCoordinates {
  #chart = new Chart({ axisareaselected: (event, chart) => this.#drag(event, chart) }, chart => this.#paint(chart));
  #show;
  #axes = [];
  /** What is chosen of an axis, by the axis's key: from where to where in its values, undefined for an open end. */
  #brushes = new Map();
  #axis = null;
  #changes = 0;
  #isAsked = false;
  #announced = "";
  #timer = null;

  /** show: what is called with the number of the trial to show. */
  constructor(show) {
    this.#show = show;
  }

  end() {
    clearTimeout(this.#timer);
    this.#chart.end();
  }

  /** Which parameters have an axis: those that are brushed, and the first of the others. */
  shown(names, most) {
    const brushed = names.filter(name => this.#brushes.has(keyOf(name)));
    return [...new Set([...brushed, ...names])].slice(0, Math.max(most, brushed.length));
  }

  draw(study, sample, objective, names, { controls, caption }) {
    const axes = axesOf(study, sample, objective, names);
    this.#axes = axes;
    this.#chart.set(width => plots.parallel(sample, objective, axes, width), [sample.revision, objective.name, this.#changes, ...names].join("\n"));
    const shown = sample.numbers.flatMap((_, i) => (plots.isShown(sample, i) && sample.values[objective.name][i] !== null ? [i] : []));
    const active = axes.filter(axis => this.#brushes.has(axis.key));
    const within = active.length ? shown.filter(i => active.every(axis => this.#holds(axis, axis.values[i]))) : shown;
    if (this.#isAsked) this.#announce(active.length ? `${count(within.length)} of ${count(shown.length)} trials are within.` : `No brush is left: all ${count(shown.length)} trials.`);
    return figure("Parallel coordinates", this.#chart, { size: "tall", controls,
      label: `Parallel coordinates of ${names.join(", ")} and ${objective.name}`,
      caption: html`${caption} Drag along an axis to choose a part of it, or choose it here.`,
      below: html`${this.#choice(axes)}
        ${active.length ? this.#chosen(active, within, shown.length, sample, objective) : nothing}
        <p class="hidden-label" role="status">${this.#announced}</p>` });
  }

  /** Where a brush begins and ends on one axis, by keyboard. */
  #choice(axes) {
    const axis = axes.find(({ key }) => key === this.#axis) ?? axes[0];
    const { from, to } = this.#brushes.get(axis.key) ?? {};
    const [low, high] = [from === undefined ? 0 : axis.firstFrom(from), to === undefined ? axis.places : axis.lastTo(to)];
    const slider = (word, place, move) => html`<label class="field"><span>${word} <b aria-hidden="true">${axis.textAt(place)}</b></span>
      <input type="range" min="0" max=${axis.places} step="1" .value=${live(String(place))} aria-valuetext=${axis.textAt(place)} @input=${event => move(Number(event.target.value))}></label>`;
    return html`<div class="brush" role="group" aria-label="Choose a part of an axis">
      <label class="field">Axis <select @change=${event => { this.#axis = event.target.value; redraw(); }}>
        ${repeat(axes, ({ key }) => key, ({ key, name }) => html`<option value=${key} .selected=${live(key === axis.key)}>${name}</option>`)}</select></label>
      ${slider("From", low, place => this.#choose(axis, place, Math.max(place, high)))}
      ${slider("To", high, place => this.#choose(axis, Math.min(place, low), place))}</div>`;
  }

  #chosen(active, within, of, sample, objective) {
    const values = sample.values[objective.name];
    const sign = objective.direction === "minimize" ? 1 : -1;
    const best = [...within].sort((a, b) => sign * (values[a] - values[b])).slice(0, NAMED);
    return html`<div class="row small">
        ${active.map(axis => html`<button class="pill" aria-label=${`Take away the brush of ${axis.name}`} @click=${() => this.#forget([axis.key])}>${axis.name}: ${this.#words(axis)} ×</button>`)}
        <button class="small" @click=${() => this.#forget(active.map(axis => axis.key))}>Take all brushes away</button></div>
      <p class="small"><strong>${count(within.length)} of ${count(of)} trials are within.</strong>
        ${best.length ? html`The best of them: ${best.map(i => html`<button class="plain" aria-label=${`Show trial ${sample.numbers[i]}`} @click=${() => this.#show(sample.numbers[i])}>${sample.numbers[i]}</button>`)}` : nothing}</p>`;
  }

  #words(axis) {
    const { from, to } = this.#brushes.get(axis.key);
    const [first, last] = [from !== undefined && axis.textAt(axis.firstFrom(from)), to !== undefined && axis.textAt(axis.lastTo(to))];
    if (from === undefined) return `up to ${last}`;
    if (to === undefined) return `from ${first}`;
    return first === last ? first : `${first} to ${last}`;
  }

  #holds(axis, value) {
    const { from = -Infinity, to = Infinity } = this.#brushes.get(axis.key);
    return value !== null && from <= value && value <= to;
  }

  /** Brushes an axis from one of its places to another; all of it is no brush. */
  #choose(axis, low, high) {
    const [from, to] = [low === 0 ? undefined : axis.startAt(low), high === axis.places ? undefined : axis.endAt(high)];
    if (from === undefined && to === undefined) this.#brushes.delete(axis.key);
    else this.#brushes.set(axis.key, { from, to });
    this.#changes++;
    this.#asked();
  }

  #forget(keys) {
    keys.forEach(key => this.#brushes.delete(key));
    this.#changes++;
    this.#asked();
  }

  /** What was brushed by mouse is in the plot already. */
  #drag({ parallelAxisId: key, intervals: [interval] }, chart) {
    plots.tintBrushes(chart);
    if (interval) this.#brushes.set(key, { from: interval[0], to: interval[1] });
    else this.#brushes.delete(key);
    this.#axis = key;
    this.#asked();
  }

  #asked() {
    this.#isAsked = true;
    redraw();
  }

  /** Says it once nothing was changed for a moment: a slider on its way would talk without end. */
  #announce(text) {
    this.#isAsked = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.#announced = text; redraw(); }, 400);
  }

  /** Has a plot that was drawn anew show the brushes. */
  #paint(chart) {
    for (const { key, low, high } of this.#axes) {
      const brush = this.#brushes.get(key);
      chart.getModel().queryComponents({ mainType: "parallelAxis", id: key })[0]?.setActiveIntervals(brush ? [[brush.from ?? low, brush.to ?? high]] : []);
    }
    chart.setOption({});
    plots.tintBrushes(chart);
  }
}

const keyOf = (name, kind = "parameter") => `${kind}/${name}`;

/** The axes: of parameters in the order of the space, then of the objective. */
function axesOf(study, sample, objective, names) {
  const values = sample.values[objective.name];
  const all = values.filter((value, i) => value !== null && plots.isShown(sample, i));
  const { min, max } = plots.range(all, objective);
  const [low, high] = [min ?? Math.min(...all), max ?? Math.max(...all)];
  return [
    ...study.space.filter(p => names.includes(p.name)).map(p => axisOf(p, sample.parameters[p.name])),
    { ...steady({ low, high: high > low ? high : low + 1 }), key: keyOf(objective.name, "objective"), name: objective.name, values, bounds: { min, max } },
  ];
}

function axisOf(parameter, column) {
  const choices = parameter.values ?? parameter.choices;
  const common = { key: keyOf(parameter.name), name: parameter.name, parameter };
  if (choices) {
    const places = new Map(choices.map((choice, i) => [choice, i]));
    return { ...common, ...stepped({ low: 0, high: choices.length - 1, textAt: place => plots.short(choices[place]) }),
      values: column.map(value => (value === null ? null : places.get(value))) };
  }
  const isStepped = parameter.type === "int" && parameter.scale !== "log" && parameter.high - parameter.low <= 2 * PLACES;
  return { ...common, ...(isStepped ? stepped(parameter) : steady(parameter)), values: column };
}

/** An axis of whole numbers: a brush takes in the whole of the first and of the last. */
function stepped({ low, high, textAt = place => plots.short(low + place) }) {
  const places = high - low;
  return { low: low - 0.5, high: high + 0.5, places, textAt, startAt: place => low + place - 0.5, endAt: place => low + place + 0.5,
    firstFrom: value => clamp(Math.ceil(value - low), places), lastTo: value => clamp(Math.floor(value - low), places) };
}

function steady({ low, high, scale }) {
  const isLog = scale === "log";
  const valueAt = place => (isLog ? low * (high / low) ** (place / PLACES) : low + ((high - low) * place) / PLACES);
  const shareOf = value => (isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)) || 0;
  const placeOf = value => clamp(Math.round(PLACES * shareOf(value)), PLACES);
  return { low, high, places: PLACES, startAt: valueAt, endAt: valueAt, firstFrom: placeOf, lastTo: placeOf, textAt: place => plots.short(valueAt(place)) };
}

const clamp = (place, places) => Math.min(places, Math.max(0, place));
