// A study's definition as the API takes it, and as the form holds it: in texts.

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

export const TYPES = ["float", "int", "ordinal", "categorical"];
export const DIRECTIONS = ["minimize", "maximize"];
export const STRATEGIES = {
  "": "llm-tpe: a model's ideas and the engine's (default)", auto: "auto: picks gp or tpe", tpe: "tpe", gp: "gp: Gaussian process",
  llm: "llm: the model alone", sobol: "sobol", random: "random",
};

/** kept: values that were given as JSON, by field, each with the text that stands for it. */
export const emptyParameter = () => ({ name: "", type: "float", low: "0", high: "1", scale: "linear", step: "", values: "", initial: "", parent: "", parentValues: "", touched: false, kept: {} });

export const emptyObjective = () => ({ name: "", direction: "minimize" });

export const emptyForm = () => ({ name: "", description: "", labels: "", objectives: [{ name: "loss", direction: "minimize" }], parameters: [emptyParameter()],
  strategy: "", seed: "", trials: "100", parallel: "" });

/** What a parameter of this name usually is. */
export const usual = name => ({ ...emptyParameter(), name, ...USUAL.find(([pattern]) => pattern.test(name))?.[1] });

/** A value as it is written in a form: a number, a truth value, or else a word. */
function value(text) {
  const trimmed = text.trim();
  if (trimmed === "true" || trimmed === "false") return trimmed === "true";
  return trimmed !== "" && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

const list = text => text.split(",").filter(part => part.trim() !== "").map(value);

/** What a select may hold; else its first option, as the select would show. */
const oneOf = (given, options) => (options.includes(given) ? given : options[0]);

const text = given => (given === undefined || given === null ? "" : String(given));

function parameterOf(p) {
  /** While nobody edits a text, it stands for what was given, whatever it would be read as. */
  const read = (field, as) => (p.kept[field]?.text === p[field] ? p.kept[field].value : as(p[field]));
  const found = { name: p.name, type: p.type };
  if (p.type === "ordinal") found.values = read("values", list);
  else if (p.type === "categorical") found.choices = read("values", list);
  else {
    found.low = value(p.low);
    found.high = value(p.high);
    if (p.scale === "log") found.scale = "log";
    if (p.step !== "") found.step = value(p.step);
  }
  if (p.initial !== "") found.default = read("initial", value);
  if (p.parent) found.when = { parameter: p.parent, in: read("parentValues", list) };
  return found;
}

export function formOfParameter(given) {
  const values = given.values ?? given.choices;
  const keep = (value, written) => (value === undefined || value === null ? undefined : { value, text: written });
  const [initial, parentValues, written] = [text(given.default), (given.when?.in ?? []).join(", "), (values ?? []).join(", ")];
  return {
    ...emptyParameter(), touched: true, name: text(given.name), type: oneOf(given.type, TYPES), scale: oneOf(given.scale, ["linear", "log"]),
    low: text(given.low), high: text(given.high), step: text(given.step), values: written, initial, parent: text(given.when?.parameter), parentValues,
    kept: { values: keep(values, written), initial: keep(given.default, initial), parentValues: keep(given.when?.in, parentValues) },
  };
}

export function definitionOf(form) {
  const found = { space: form.parameters.map(parameterOf), objectives: form.objectives };
  if (form.name) found.name = form.name.trim();
  if (form.description) found.description = form.description;
  if (form.labels.trim()) found.labels = Object.fromEntries(form.labels.split(",").map(pair => [pair.slice(0, pair.indexOf(":")).trim(), pair.slice(pair.indexOf(":") + 1).trim()]).filter(([n, v]) => n && v));
  if (form.strategy || form.seed) found.strategy = { ...(form.strategy && { type: form.strategy }), ...(form.seed && { seed: value(form.seed) }) };
  const limits = { ...(form.trials && { trials: value(form.trials) }), ...(form.parallel && { parallel: value(form.parallel) }) };
  if (Object.keys(limits).length) found.limits = limits;
  return found;
}

const formOf = given => ({
  name: text(given.name), description: text(given.description), labels: Object.entries(given.labels ?? {}).map(([name, word]) => `${name}: ${word}`).join(", "),
  objectives: (given.objectives ?? []).map(({ name, direction }) => ({ name: text(name), direction: oneOf(direction, DIRECTIONS) })),
  parameters: (given.space ?? []).map(formOfParameter), strategy: oneOf(given.strategy?.type, Object.keys(STRATEGIES)), seed: text(given.strategy?.seed),
  trials: text(given.limits?.trials), parallel: text(given.limits?.parallel),
});

/**
 * The form for a definition, and what of the definition the form would lose or change: that is, whatever does not come back from the
 * form as it went in.
 */
export function read(definition) {
  if (!isObject(definition)) return { misfits: [{ pointer: "", detail: "A definition is an object." }] };
  try {
    const form = formOf(definition);
    const misfits = differences(plain(definition), plain(definitionOf(form)));
    return { form, misfits };
  } catch {
    return { misfits: [{ pointer: "", detail: "It has not the form of a definition." }] };
  }
}

const isObject = given => typeof given === "object" && given !== null && !Array.isArray(given);

/** Without what goes without saying: nulls, what is empty, and defaults. */
function plain(given, key) {
  if (Array.isArray(given)) return given.length ? given.map(one => plain(one) ?? null) : undefined;
  if (!isObject(given)) return given === null || (key === "scale" && given === "linear") || (key === "type" && given === "llm-tpe") || given === "" ? undefined : given;
  const left = Object.entries(given).map(([name, one]) => [name, plain(one, name)]).filter(([, one]) => one !== undefined);
  return left.length ? Object.fromEntries(left) : undefined;
}

function differences(given, made, pointer = "") {
  if (given === made) return [];
  if ((isObject(given) && isObject(made)) || (Array.isArray(given) && Array.isArray(made) && given.length === made.length)) {
    return [...new Set([...Object.keys(given), ...Object.keys(made)])]
      .flatMap(name => differences(given[name], made[name], `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`));
  }
  return [{ pointer, detail: made === undefined ? "The form has no field for this." : `The form would make ${JSON.stringify(made)} of this.` }];
}
