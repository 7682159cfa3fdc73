// One chart in the page: made when it is first drawn, kept up to date, taken down with its view.

import { charts, html, nothing, ref } from "./lib.js";
import { onChange } from "./theme.js";

export class Chart {
  #element = null;
  #chart = null;
  #option = null;
  #handlers;
  #finish;
  #ends = [];
  #isWaiting = false;
  #seen = new IntersectionObserver(entries => { if (entries.some(entry => entry.isIntersecting)) this.#show(); }, { rootMargin: "200px" });
  #sized = new ResizeObserver(() => this.#chart?.resize());

  /** handlers: by the name of an event, what is called with the event and the chart; finish: what has a chart painted that got another option. */
  constructor(handlers = {}, finish = undefined) {
    this.#handlers = handlers;
    this.#finish = finish;
    this.#ends.push(onChange(() => this.#show(true)));
  }

  #attach = element => {
    if (element === this.#element) return;
    this.#seen.disconnect();
    this.#sized.disconnect();
    this.#chart?.dispose();
    this.#chart = null;
    this.#element = element ?? null;
    if (element) {
      this.#seen.observe(element);
      this.#sized.observe(element);
    }
  };

  /** Shows what make() gives for a width, once it can be seen; the same make is not called again. */
  #make = null;
  set(make, version) {
    if (this.#option === version) return;
    this.#make = make;
    this.#option = version;
    const box = this.#element?.getBoundingClientRect();
    if (box && box.top < innerHeight + 200 && box.bottom > -200) this.#show(true);
    else this.#isWaiting = true;
  }

  async #show(isNew = this.#isWaiting || !this.#chart) {
    if (!isNew || !this.#make || !this.#element) return;
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
