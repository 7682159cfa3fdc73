// Numbers, times and words for people.

/** A number with as many digits as tell it from its neighbours. */
export function number(value, digits = 5) {
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return value.toString();
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(digits - 2) : Number(value.toPrecision(digits)).toString();
}

export const count = value => value.toLocaleString("en");

export const percent = share => `${(100 * share).toFixed(share < 0.0995 && share > 0 ? 1 : 0)} %`;

export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${Math.round(seconds / 86_400)} d`;
}

export const ago = time => `${duration(Math.max(0, Date.now() - Date.parse(time)))} ago`;

export const clock = time => new Date(time).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export function rate(perMinute) {
  if (perMinute >= 60) return `${number(perMinute / 60, 3)}/s`;
  return perMinute >= 1 || perMinute === 0 ? `${number(perMinute, 3)}/min` : `${number(60 * perMinute, 3)}/h`;
}

/** A configuration in one line. */
export const configuration = values =>
  Object.entries(values).map(([name, value]) => `${name} = ${typeof value === "number" ? number(value) : value}`).join(", ");
