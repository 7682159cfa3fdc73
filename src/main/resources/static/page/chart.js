// One chart in the page: made when it is first drawn, kept up to date, taken down with its view.

import { charts, html, nothing, ref } from "./lib.js";
import { dequeue, enqueue } from "./queue.js";
import { onChange } from "./theme.js";

export class Chart {
  #element = null;
  #chart = null;
  #make = null;
  #version = null;
  #handlers;
  #finish;
  #ends = [];
  #isWaiting = false;
  #isPressed = false;
  #seen = new IntersectionObserver(entries => { this.isSeen = entries.at(-1).isIntersecting; this.#want(); }, { rootMargin: "200px" });
  #sized = new ResizeObserver(() => this.#chart?.resize());

  /** handlers: by the name of an event, what is called with the event and the chart; finish: what has a chart painted that got another option. */
  constructor(handlers = {}, finish = undefined) {
    this.#handlers = handlers;
    this.#finish = finish;
    this.#ends.push(onChange(() => { this.#isWaiting = true; enqueue(this); }));
    for (const end of ["pointerup", "pointercancel"]) {
      addEventListener(end, this.#release);
      this.#ends.push(() => removeEventListener(end, this.#release));
    }
  }

  /** While a pointer is down on it, a chart stays as it is: another option would end what is being dragged. */
  #press = () => { this.#isPressed = true; };

  #release = () => {
    if (!this.#isPressed) return;
    this.#isPressed = false;
    this.#want();
  };

  isSeen = false;

  get hasPicture() {
    return this.#chart !== null;
  }

  #want() {
    if (this.#isWaiting && (this.isSeen || !this.#chart)) enqueue(this);
  }

  #attach = element => {
    if (element === this.#element) return;
    this.#seen.disconnect();
    this.#sized.disconnect();
    this.#chart?.dispose();
    this.#chart = null;
    this.#element = element ?? null;
    this.isSeen = false;
    this.#isWaiting = true;
    if (element) {
      element.addEventListener("pointerdown", this.#press);
      this.#seen.observe(element);
      this.#sized.observe(element);
      this.#want();
    }
  };

  /** Shows what make() gives for a width, once it can be seen; the same make is not called again. */
  set(make, version) {
    if (this.#version === version) return;
    this.#make = make;
    this.#version = version;
    this.#isWaiting = true;
    this.#want();
  }

  /** Called when it is its turn. */
  async show() {
    if (!this.#isWaiting || !this.#make || !this.#element || this.#isPressed) return;
    this.#isWaiting = false;
    const { init } = await charts();
    if (!this.#element) return;
    if (!this.#chart) {
      this.#chart = init(this.#element, null, { renderer: "canvas" });
      for (const [name, handler] of Object.entries(this.#handlers)) this.#chart.on(name, event => handler(event, this.#chart));
    }
    const before = this.#chart.getOption();
    const option = this.#make(this.#element.clientWidth);
    if (before?.dataZoom && option.dataZoom) option.dataZoom = option.dataZoom.map((one, i) => ({ ...one, start: before.dataZoom[i].start, end: before.dataZoom[i].end }));
    if (before?.legend?.[0]?.selected && option.legend) option.legend = { ...option.legend, selected: before.legend[0].selected };
    this.#chart.setOption(option, { notMerge: true, lazyUpdate: Boolean(this.#finish) });
    this.#finish?.(this.#chart);
  }

  draw(label, { size = "" } = {}) {
    return html`<div class="chart ${size}" role="img" aria-label=${label} ${ref(this.#attach)}></div>`;
  }

  end() {
    dequeue(this);
    this.#ends.forEach(end => end());
    this.#seen.disconnect();
    this.#sized.disconnect();
    this.#chart?.dispose();
  }
}

/** A card with a chart: a heading, controls, the chart, and what there is to say of it. */
export const figure = (title, chart, { label, caption, controls, below, width = "", size = "" }) => html`
  <section class="card ${width}">
    <header><h2>${title}</h2>${controls ? html`<div class="row small">${controls}</div>` : nothing}</header>
    <figure>${chart.draw(label ?? title, { size })}${caption ? html`<figcaption>${caption}</figcaption>` : nothing}</figure>
    ${below ?? nothing}
  </section>`;
