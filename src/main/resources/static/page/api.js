// The service's API, as the page calls it.

const KEY = "parley-key";

/** What a request was refused for, as the service says it (RFC 9457). */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The service answered ${status}.`);
    this.status = status;
    this.type = (body.type ?? "").split("/").pop();
    this.errors = body.errors ?? [];
  }
}

export const key = {
  get: () => sessionStorage.getItem(KEY) ?? "",
  set: value => (value ? sessionStorage.setItem(KEY, value) : sessionStorage.removeItem(KEY)),
};

function headers(more = {}) {
  return key.get() ? { ...more, Authorization: `Bearer ${key.get()}` } : more;
}

async function request(method, path, body, more, signal) {
  const sent = body === undefined ? more : { ...more, "Content-Type": "application/json" };
  const response = await fetch(`api/v1${path}`, {
    method, signal, headers: headers(sent), body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(failure => {
    if (failure.name === "AbortError") throw failure;
    throw new Problem(0, { detail: "The service cannot be reached." });
  });
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  return response;
}

/** A path below the API with its parts escaped: path`/studies/${name}`. */
export const path = (parts, ...values) =>
  parts.reduce((text, part, i) => text + encodeURIComponent(values[i - 1]) + part);

export async function get(path, parameters = {}, signal) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one !== undefined && one !== null && one !== "") query.append(name, one);
  }
  const response = await request("GET", query.size ? `${path}?${query}` : path, undefined, {}, signal);
  return response.json();
}

export async function send(method, path, body, more) {
  const response = await request(method, path, body, more);
  return response.status === 204 ? null : response.json();
}

/** The bytes of a download; a link could not carry the key. */
export async function download(path) {
  return (await request("GET", path)).blob();
}

const pause = (milliseconds, signal) => new Promise(done => {
  if (signal.aborted) return done();
  const timer = setTimeout(done, milliseconds);
  signal.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
});

/** How many streams all tabs together hold at most: a browser opens no more than six connections to a host, and requests need some, too. */
const STREAMS = 3;

/** A tab without a stream of its own looks in so often, for so long: in milliseconds. */
const LOOK_EVERY = 4000;
const LOOK_FOR = 700;

/**
 * Listens to a stream of events until the signal is given, and comes back whenever it breaks. EventSource could not send the key.
 * onState is told whether the stream is up.
 */
export async function listen(path, end, onEvent, onState = () => {}) {
  while (!end.aborted) {
    if (document.hidden) await visible(end);
    const gone = new AbortController();
    const leave = () => { if (document.hidden) gone.abort(); };
    document.addEventListener("visibilitychange", leave);
    const place = await aPlace();
    const signals = [end, gone.signal];
    const isOver = await (place ? hear(path, AbortSignal.any(signals), onEvent, onState)
      : hear(path, AbortSignal.any([...signals, AbortSignal.timeout(LOOK_FOR)]), onEvent, isUp => { if (isUp) onState(true); }));
    if (!place && !isOver) await pause(LOOK_EVERY, AbortSignal.any(signals));
    place?.leave();
    document.removeEventListener("visibilitychange", leave);
    if (isOver) return;
  }
}

/** A stream that this tab may hold until it leaves it; null if other tabs hold all. */
async function aPlace() {
  if (!navigator.locks) return { leave: () => {} }; // only where the address is a secure one
  for (let i = 0; i < STREAMS; i++) {
    const place = await new Promise(done => {
      navigator.locks.request(`parley-stream-${i}`, { ifAvailable: true }, lock => (lock ? new Promise(leave => done({ leave })) : done(null))).catch(() => done(null));
    });
    if (place) return place;
  }
  return null;
}

/** Waits until somebody can see the page: a hidden one would keep one of the few connections that a browser has. */
const visible = end => new Promise(done => {
  const look = () => {
    if (document.hidden && !end.aborted) return;
    document.removeEventListener("visibilitychange", look);
    done();
  };
  document.addEventListener("visibilitychange", look);
  end.addEventListener("abort", look, { once: true });
  look();
});

/** Answers whether it is of no use to come back. */
async function hear(path, signal, onEvent, onState) {
  for (let wait = 500; !signal.aborted; wait = Math.min(2 * wait, 10_000)) {
    try {
      const response = await request("GET", path, undefined, { Accept: "text/event-stream" }, signal);
      onState(true);
      wait = 500;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
        text += value;
        const blocks = text.split("\n\n");
        text = blocks.pop();
        for (const block of blocks) dispatch(block, onEvent);
      }
    } catch (failure) {
      if ([401, 403, 404].includes(failure.status)) return true;
    }
    onState(false);
    if (signal.aborted) return false;
    await pause(wait * (0.75 + Math.random() / 2), signal);
  }
  return false;
}

function dispatch(block, onEvent) {
  const fields = Object.fromEntries(block.split("\n").filter(line => /^\w+: /.test(line)).map(line => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  }));
  if (fields.data !== undefined) onEvent(fields.event ?? "message", JSON.parse(fields.data));
}
