// What each plot shows: options for the charts' library, from a study and its sample of trials.

import { count, duration, number } from "./format.js";
import { isDark } from "./theme.js";

/** Colours that people with any kind of colour vision tell apart (Okabe and Ito), each with a shape. */
const ORIGINS = {
  random: ["#999999", "circle"], sobol: ["#56b4e9", "circle"], tpe: ["#0072b2", "circle"], gp: ["#009e73", "circle"],
  llm: ["#e69f00", "diamond"], transfer: ["#cc79a7", "triangle"], default: ["#d55e00", "pin"], queued: ["#b8a200", "rect"],
  retest: ["#7f5af0", "roundRect"],
};
export const colourOf = origin => ORIGINS[origin]?.[0] ?? "#999999";
const STATES = { complete: "#009e73", running: "#0072b2", pruned: "#e69f00", infeasible: "#cc79a7", failed: "#d55e00", lost: "#d55e00", cancelled: "#999999", queued: "#999999" };

const colours = () => (isDark()
  ? { text: "#9198a1", line: "#30363d", accent: "#58a6ff", ground: "#161b22", strong: "#e6edf3" }
  : { text: "#59636e", line: "#d0d7de", accent: "#0860ca", ground: "#ffffff", strong: "#1f2328" });

/** From violet, bad, to yellow, good: viridis without what the ground would swallow. */
const scale = () => (isDark() ? ["#7d5fb8", "#5f83c4", "#2fb0a8", "#7ad873", "#fde725"] : ["#440154", "#3b528b", "#21918c", "#5ec962", "#e8bc00"]);

export const short = value => (typeof value === "number" ? number(value, 4) : String(value));

function base() {
  const c = colours();
  return {
    animation: false, textStyle: { color: c.text },
    grid: { left: 24, right: 20, top: 44, bottom: 26, containLabel: true },
    tooltip: { renderMode: "richText", confine: true, backgroundColor: c.ground, borderColor: c.line, textStyle: { color: c.strong, fontSize: 12 } },
    legend: { type: "scroll", top: 0, textStyle: { color: c.text }, inactiveColor: c.line },
  };
}

function axis(name, more = {}) {
  const c = colours();
  return { type: "value", name, nameTruncate: { maxWidth: 220 }, nameLocation: "middle", nameGap: 26, scale: true, nameTextStyle: { color: c.text }, axisLine: { lineStyle: { color: c.line } },
    axisLabel: { color: c.text, formatter: short, hideOverlap: true }, splitLine: { lineStyle: { color: c.line, opacity: 0.5 } }, ...more };
}

/** The axis of a parameter: its scale, its values or its choices. */
function axisOf(parameter, more = {}) {
  const choices = parameter.values ?? parameter.choices;
  if (choices) return axis(parameter.name, { type: "category", data: choices.map(String), splitLine: { show: false }, axisLabel: { color: colours().text, width: 90, overflow: "truncate", hideOverlap: true }, ...more });
  const isLog = parameter.scale === "log";
  return axis(parameter.name, { type: isLog ? "log" : "value", min: parameter.low, max: parameter.high, ...more });
}

const placeOf = (parameter, value) => (parameter.values || parameter.choices ? String(value) : value);

export const isShown = (sample, i) => sample.states[i] === "complete";

/** The interval that values are shown in: without the worst tenth where that would press all others together. */
export function range(values, objective) {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  const at = share => sorted[Math.round(share * (sorted.length - 1))];
  const minimizes = objective.direction === "minimize";
  const bulk = minimizes ? at(0.9) - low : high - at(0.1);
  if (sorted.length < 20 || bulk === 0 || high - low <= 3 * bulk) return {};
  return minimizes ? { max: low + 1.3 * bulk } : { min: high - 1.3 * bulk };
}

function tooltipOf(study, sample) {
  return ({ data }) => {
    if (data?.i === undefined) return "";
    const { i } = data;
    const lines = [`trial ${sample.numbers[i]} · ${sample.origins[i]} · ${sample.states[i]}`];
    for (const { name } of study.objectives) if (sample.values[name][i] !== null) lines.push(`${name} = ${short(sample.values[name][i])}`);
    const values = Object.entries(sample.parameters).filter(([, column]) => column[i] !== null).slice(0, 12);
    lines.push(...values.map(([name, column]) => `${name}: ${short(column[i])}`));
    return lines.map(line => (line.length > 60 ? `${line.slice(0, 59)}…` : line)).join("\n");
  };
}

/** Trials as points; many of them as one shape, which is drawn in a hundredth of the time. */
const points = (data, size, symbol = "circle") => ({
  type: "scatter", data, symbol, symbolSize: data.length > 500 ? Math.min(size, 4) : size, large: true, largeThreshold: 300, cursor: "pointer", clip: true,
});

/** Values by trial and origin, and the best so far. */
export function history(study, sample, objective) {
  const values = sample.values[objective.name];
  const groups = new Map();
  sample.numbers.forEach((n, i) => {
    if (!isShown(sample, i) || values[i] === null) return;
    const key = `${sample.origins[i]}/${sample.feasible[i]}`;
    if (!groups.has(key)) groups.set(key, { origin: sample.origins[i], isFeasible: sample.feasible[i], data: [] });
    groups.get(key).data.push({ value: [n, values[i]], i });
  });
  const last = sample.of - 1;
  const single = study.objectives.length === 1;
  const steps = single ? sample.improvements.map(p => [p.number, p.value]) : [];
  if (steps.length) steps.push([Math.max(last, steps.at(-1)[0]), steps.at(-1)[1]]);
  const c = colours();
  const shown = values.filter((v, i) => v !== null && isShown(sample, i));
  return {
    ...base(), tooltip: { ...base().tooltip, trigger: "item", formatter: tooltipOf(study, sample) },
    xAxis: axis("trial", { min: 0, max: Math.max(last, 1), splitLine: { show: false }, minInterval: 1 }),
    yAxis: axis(objective.name, { nameGap: 44, ...(shown.length ? range(shown, objective) : {}) }),
    series: [
      ...[...groups.values()].map(({ origin, isFeasible, data }) => ({
        ...points(data, 7, ORIGINS[origin]?.[1]), name: origin, itemStyle: { color: colourOf(origin), opacity: isFeasible ? 0.75 : 0.25 },
      })),
      ...(single ? [{ name: "best so far", type: "line", step: "end", data: steps, symbol: "none", silent: true, lineStyle: { color: c.strong, width: 2 }, itemStyle: { color: c.strong }, clip: true }] : []),
    ],
  };
}

/** How much of the volume between best and worst the trials so far dominate. */
export function hypervolume(sample) {
  const c = colours();
  const steps = sample.improvements.map(p => [p.number, p.value]);
  if (steps.length) steps.push([sample.of - 1, steps.at(-1)[1]]);
  return {
    ...base(), tooltip: { ...base().tooltip, trigger: "axis", valueFormatter: short }, legend: { show: false },
    xAxis: axis("trial", { min: 0, max: Math.max(sample.of - 1, 1) }), yAxis: axis("hypervolume", { min: 0, nameGap: 40, scale: false }),
    series: [{ name: "hypervolume", type: "line", step: "end", data: steps, symbol: "none", lineStyle: { color: c.accent, width: 2 }, areaStyle: { color: c.accent, opacity: 0.15 } }],
  };
}

/** Two objectives against each other; what no other trial dominates stands out. */
export function front(study, sample, x, y) {
  const onFront = new Set(sample.front ?? []);
  const all = sample.numbers.map((n, i) => ({ n, i, value: [sample.values[x.name][i], sample.values[y.name][i]] }))
    .filter(({ i, value }) => isShown(sample, i) && value[0] !== null && value[1] !== null);
  const best = all.filter(({ n }) => onFront.has(n)).sort((a, b) => a.value[0] - b.value[0]);
  const c = colours();
  const part = (name, data, size, symbol, itemStyle) => ({ ...points(data, size, symbol), name, itemStyle });
  return {
    ...base(), tooltip: { ...base().tooltip, trigger: "item", formatter: tooltipOf(study, sample) },
    xAxis: axis(`${x.name} (${x.direction})`, all.length ? range(all.map(p => p.value[0]), x) : {}),
    yAxis: axis(`${y.name} (${y.direction})`, { nameGap: 44, ...(all.length ? range(all.map(p => p.value[1]), y) : {}) }),
    series: [
      part("dominated", all.filter(({ n, i }) => !onFront.has(n) && sample.feasible[i]), 5, "circle", { color: c.text, opacity: 0.5 }),
      part("violates a constraint", all.filter(({ i }) => !sample.feasible[i]), 5, "triangle", { color: "#d55e00", opacity: 0.5 }),
      part("front", best, 9, "diamond", { color: c.accent }),
      ...(study.objectives.length === 2 ? [{ name: "front line", type: "line", step: x.direction === "minimize" ? "end" : "start", silent: true, symbol: "none", data: best.map(p => p.value), lineStyle: { color: c.accent, width: 1, type: "dashed" }, tooltip: { show: false } }] : []),
    ],
  };
}

export function importance(found) {
  const top = found.parameters.slice(0, 15).reverse();
  const c = colours();
  return {
    ...base(), legend: { show: false }, tooltip: { ...base().tooltip, trigger: "axis", valueFormatter: v => `${(100 * v).toFixed(1)} %` },
    grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
    xAxis: axis("", { min: 0, axisLabel: { show: false }, splitLine: { show: false } }),
    yAxis: axis("", { type: "category", data: top.map(p => p.name), axisLabel: { color: c.strong, width: 120, overflow: "truncate" } }),
    series: [{ type: "bar", data: top.map(p => p.importance), itemStyle: { color: c.accent, borderRadius: 3 }, barMaxWidth: 22,
      label: { show: true, position: "right", color: c.text, formatter: ({ value }) => `${(100 * value).toFixed(0)} %` } }],
  };
}

/** Whether more is better: of the colours, yellow is good. */
const paletteFor = objective => (objective.direction === "maximize" ? scale() : scale().reverse());

function colouring(sample, objective, dimension) {
  const shown = sample.values[objective.name].filter((v, i) => v !== null && isShown(sample, i)).sort((a, b) => a - b);
  const at = share => shown[Math.round(share * (shown.length - 1))] ?? 0;
  const [low, high] = objective.direction === "minimize" ? [at(0), at(0.9)] : [at(0.1), at(1)];
  return { show: true, type: "continuous", dimension, min: low, max: high === low ? low + 1 : high, calculable: false, inRange: { color: paletteFor(objective) },
    orient: "horizontal", right: 8, top: 0, itemHeight: 90, itemWidth: 10, text: [short(high), short(low)], textStyle: { color: colours().text, fontSize: 11 } };
}

const brushStyle = c => ({ borderColor: c.accent, color: c.accent, opacity: 0.3 });

/** Gives brushes their colours: the library has its own for those that were not just drawn by mouse. */
export function tintBrushes(chart) {
  const { color, borderColor, opacity } = brushStyle(colours());
  chart.getZr().storage.traverse(shape => { if (shape.name === "main" && shape.z === 10_000) shape.setStyle({ fill: color, stroke: borderColor, lineWidth: 1, opacity }); });
}

/** One line a trial through all axes, the last of which is the objective's; axes can be brushed. */
export function parallel(sample, objective, axes, width) {
  const data = [];
  sample.numbers.forEach((_, i) => {
    if (isShown(sample, i) && axes.at(-1).values[i] !== null) data.push(axes.map(({ values }) => values[i] ?? "-"));
  });
  const c = colours();
  const room = Math.min(110, (width - 90) / Math.max(1, axes.length - 1) - 6);
  const look = axisLabel => ({ nameLocation: "end", nameGap: 12, nameTextStyle: { color: c.strong }, nameTruncate: { maxWidth: room },
    axisLine: { lineStyle: { color: c.text } }, axisLabel: { color: c.text, formatter: short, width: room, overflow: "truncate", ...axisLabel } });
  const upright = ({ name, parameter, bounds }) => {
    const choices = parameter?.values ?? parameter?.choices;
    if (!choices) return { ...(parameter ? axisOf(parameter) : axis(name, bounds)), ...look() };
    // An axis of the kind for categories would round where a brush begins and ends.
    const customValues = choices.map((_, i) => i);
    return { ...axis(name, { min: -0.5, max: choices.length - 0.5, axisTick: { customValues } }), ...look({ customValues, formatter: i => short(choices[i] ?? "") }) };
  };
  return {
    ...base(), legend: { show: false }, tooltip: { show: false }, visualMap: colouring(sample, objective, axes.length - 1),
    parallel: { left: 30, right: 60, top: 62, bottom: 24, parallelAxisDefault: { areaSelectStyle: { width: 16, ...brushStyle(c) } } },
    parallelAxis: axes.map((one, dim) => ({ id: one.key, dim, ...upright(one) })),
    series: [{ type: "parallel", data, smooth: false, inactiveOpacity: 0.03, activeOpacity: 0.8, lineStyle: { width: 1, opacity: data.length > 500 ? 0.25 : 0.5 }, progressive: 500 }],
  };
}

/** Into how many parts of a study the colours of a slice tell its trials. */
const AGES = 10;

/** A colour at a share of the way through some, each written as #rrggbb. */
function mixed(some, share) {
  const at = Math.min(Math.max(share, 0), 1) * (some.length - 1);
  const [from, to] = [some[Math.floor(at)], some[Math.ceil(at)]].map(one => Number.parseInt(one.slice(1), 16));
  const part = shift => Math.round(((from >> shift) & 255) + (at % 1) * (((to >> shift) & 255) - ((from >> shift) & 255)));
  return `rgb(${part(16)}, ${part(8)}, ${part(0)})`;
}

/** The objective over one parameter. */
export function slice(study, sample, objective, parameter) {
  const values = sample.values[objective.name];
  const last = Math.max(1, sample.of - 1);
  const data = Array.from({ length: AGES }, () => []);
  sample.numbers.forEach((n, i) => {
    const x = sample.parameters[parameter.name][i];
    if (isShown(sample, i) && values[i] !== null && x !== null) data[Math.min(AGES - 1, Math.floor((AGES * n) / last))].push({ i, value: [placeOf(parameter, x), values[i]] });
  });
  const all = data.flat();
  const c = colours();
  const color = isDark() ? ["#30507a", "#a5d6ff"] : ["#b6d4f5", "#053a7d"];
  return {
    ...base(), legend: { show: false }, tooltip: { ...base().tooltip, trigger: "item", formatter: tooltipOf(study, sample) },
    visualMap: { type: "continuous", seriesIndex: [], min: 0, max: last, inRange: { color },
      orient: "horizontal", right: 8, top: 0, itemHeight: 90, itemWidth: 10, text: ["newest", "first"], textStyle: { color: c.text, fontSize: 11 }, calculable: false },
    xAxis: axisOf(parameter), yAxis: axis(objective.name, { nameGap: 44, ...(all.length ? range(all.map(d => d.value[1]), objective) : {}) }),
    series: data.map((part, age) => ({ ...points(part, all.length > 500 ? 4 : 7), itemStyle: { color: mixed(color, age / (AGES - 1)), opacity: 0.8 } })),
  };
}

const CELLS = 30;
const CELL_PIXELS = 8;

/** How many trials the surface of a contour is computed from, at most. */
const SURFACE = 800;

/** Where a value lies on its axis, from 0 to 1. */
function position(parameter, value) {
  const choices = parameter.values ?? parameter.choices;
  if (choices) return (choices.findIndex(choice => choice === value) + 0.5) / choices.length;
  const f = parameter.scale === "log" ? Math.log : v => v;
  return parameter.high === parameter.low ? 0.5 : (f(value) - f(parameter.low)) / (f(parameter.high) - f(parameter.low));
}

/** The objective over two parameters: what lies near counts for each cell, and the trials themselves are on it. */
export function contour(study, sample, objective, px, py) {
  const values = sample.values[objective.name];
  const found = [];
  sample.numbers.forEach((n, i) => {
    const [x, y] = [sample.parameters[px.name][i], sample.parameters[py.name][i]];
    if (isShown(sample, i) && values[i] !== null && x !== null && y !== null) found.push({ i, x: position(px, x), y: position(py, y), value: values[i] });
  });
  const steps = p => (p.values ?? p.choices)?.length ?? CELLS;
  const colour = colouring(sample, objective, 2);
  const picture = found.length ? surface(found, steps(px), steps(py), value => mixed(colour.inRange.color, (value - colour.min) / (colour.max - colour.min))) : null;
  const c = colours();
  const valueAt = (p, share) => {
    if (p.scale === "log") return p.low * (p.high / p.low) ** share;
    return p.low + share * (p.high - p.low);
  };
  const shareAxis = (p, more) => {
    const choices = p.values ?? p.choices;
    const label = share => (choices ? short(choices[Math.min(choices.length - 1, Math.floor(share * choices.length))]) : short(valueAt(p, share)));
    const places = choices ? { customValues: choices.map((_, i) => (i + 0.5) / choices.length), width: 90, overflow: "truncate" } : {};
    return axis(p.name, { min: 0, max: 1, splitLine: { show: false }, axisLabel: { color: c.text, formatter: label, hideOverlap: true, ...places }, ...more });
  };
  return {
    ...base(), legend: { show: false }, tooltip: { ...base().tooltip, trigger: "item", formatter: tooltipOf(study, sample) }, visualMap: { ...colour, seriesIndex: [] },
    xAxis: shareAxis(px), yAxis: shareAxis(py, { nameGap: 48 }),
    series: [
      ...(picture ? [{ type: "custom", data: [[0, 0]], silent: true, clip: true, tooltip: { show: false }, renderItem: (_, api) => {
        const [[left, bottom], [right, top]] = [api.coord([0, 0]), api.coord([1, 1])];
        return { type: "image", style: { image: picture, x: left, y: top, width: right - left, height: bottom - top } };
      } }] : []),
      { ...points(found.map(p => ({ i: p.i, value: [p.x, p.y] })), found.length > 300 ? 3 : 5), itemStyle: { color: isDark() ? "#fff" : "#000", opacity: 0.55 } },
    ],
  };
}

/** What the objective is like at each cell: the mean of all trials, where those nearby count more. It is one picture, not a thousand shapes. */
function surface(found, nx, ny, colourAt) {
  const stride = Math.ceil(found.length / SURFACE);
  const some = found.filter((_, k) => k % stride === 0);
  const picture = document.createElement("canvas");
  picture.width = nx * CELL_PIXELS;
  picture.height = ny * CELL_PIXELS;
  const pen = picture.getContext("2d");
  for (let cx = 0; cx < nx; cx++) {
    for (let cy = 0; cy < ny; cy++) {
      let [sum, weight] = [0, 0];
      for (const p of some) {
        const d = (p.x - (cx + 0.5) / nx) ** 2 + (p.y - (cy + 0.5) / ny) ** 2;
        const w = 1 / (d + 5e-4) ** 2;
        sum += w * p.value;
        weight += w;
      }
      pen.fillStyle = colourAt(sum / weight);
      pen.fillRect(cx * CELL_PIXELS, (ny - 1 - cy) * CELL_PIXELS, CELL_PIXELS, CELL_PIXELS);
    }
  }
  return picture;
}

/** Who worked on what, and when: a bar for each trial. */
export function timeline(found) {
  const workers = [...new Set(found.spans.map(span => span.worker ?? "no name"))].sort().slice(0, 40);
  const now = Date.parse(found.now);
  const c = colours();
  const bars = found.spans.filter(span => workers.includes(span.worker ?? "no name")).map(span => {
    const end = span.finishedAt ? Date.parse(span.finishedAt) : now;
    return { name: `trial ${span.number} · ${span.state} · ${duration(end - Date.parse(span.startedAt))}${span.attempt > 1 ? ` · attempt ${span.attempt}` : ""}`, number: span.number,
      value: [workers.indexOf(span.worker ?? "no name"), Date.parse(span.startedAt), end], itemStyle: { color: STATES[span.state] } };
  });
  return {
    ...base(), legend: { show: false }, tooltip: { ...base().tooltip, trigger: "item", formatter: ({ name }) => name },
    grid: { left: 8, right: 16, top: 8, bottom: 44, containLabel: true },
    dataZoom: [{ type: "inside", filterMode: "weakFilter", zoomOnMouseWheel: "ctrl" }, { type: "slider", filterMode: "weakFilter", height: 16, bottom: 4, borderColor: c.line, textStyle: { color: c.text }, brushSelect: false }],
    xAxis: axis("", { type: "time", axisLabel: { color: c.text, hideOverlap: true } }),
    yAxis: axis("", { type: "category", data: workers, axisLabel: { color: c.text, width: 110, overflow: "truncate" } }),
    series: [{ type: "custom", data: bars, encode: { x: [1, 2], y: 0 }, clip: true, renderItem: (_, api) => {
      const [a, b] = [api.coord([api.value(1), api.value(0)]), api.coord([api.value(2), api.value(0)])];
      const height = Math.min(18, 0.7 * api.size([0, 1])[1]);
      return { type: "rect", shape: { x: a[0], y: a[1] - height / 2, width: Math.max(1, b[0] - a[0]), height, r: 2 }, style: api.style() };
    } }],
  };
}

/** What trials reported, step by step; those that ended best stand out. */
export function curves(found) {
  const c = colours();
  return {
    ...base(), legend: { show: false }, tooltip: { ...base().tooltip, trigger: "item", formatter: ({ seriesName, value }) => `${seriesName}\nstep ${value[0]}: ${short(value[1])}` },
    xAxis: axis("step", { splitLine: { show: false } }), yAxis: axis(found.metric, { nameGap: 44 }),
    series: found.curves.map(curve => ({ name: `trial ${curve.number} · ${curve.state}`, number: curve.number, type: "line", showSymbol: curve.points.length < 3, symbolSize: 4, data: curve.points, triggerLineEvent: true,
      lineStyle: { width: curve.isBest ? 2.5 : 1, opacity: curve.isBest ? 1 : 0.45, color: curve.isBest ? c.accent : STATES[curve.state] }, itemStyle: { color: STATES[curve.state] }, z: curve.isBest ? 3 : 2 })),
  };
}

/** A trial's measurements, one line a metric. */
export function measurements(list) {
  const metrics = [...new Set(list.flatMap(m => Object.keys(m.values)))];
  return {
    ...base(), tooltip: { ...base().tooltip, trigger: "axis", valueFormatter: short }, xAxis: axis("step"), yAxis: axis("", { nameGap: 40 }),
    series: metrics.map(metric => ({ name: metric, type: "line", showSymbol: list.length < 30, data: list.filter(m => typeof m.values[metric] === "number").map(m => [m.step, m.values[metric]]) })),
  };
}

/** In words, for those who do not see the plot. */
export function summary(study, sample) {
  const best = study.progress.best;
  return `${count(sample.numbers.length)} of ${count(sample.of)} trials${best ? `; the best is trial ${best.number} with ${number(best.value)}` : ""}`;
}
