// Talking with the server: session, plain requests, and a turn as a stream of server-sent events.
import { memory } from "./dom.js";

const SILENCE = 25_000; // ms without a byte; the server's heartbeat comes every 10 s
const WAITS = [1000, 2000, 4000, 8000];

/** What went wrong: `kind` is gone (session), unreachable, refused or busy; `wait` in ms where the server names one. */
export class Trouble extends Error {
  constructor(kind, text, wait = 0) {
    super(text);
    this.kind = kind;
    this.wait = wait;
  }
}

export const hasSession = () => memory.get("session") !== null;

export const newId = () => (crypto.randomUUID ? crypto.randomUUID() : `m-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`);

async function ensureSession() {
  if (hasSession()) return;
  const answer = await request("/api/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  memory.set("session", (await answer.json()).session);
}

/** Fetch with the session's key; raise Trouble for everything but a 2xx. */
async function request(path, options = {}) {
  const headers = { ...options.headers };
  if (hasSession()) headers["X-Sitdown-Session"] = memory.get("session");
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...options, headers });
  } catch (error) {
    throw new Trouble("unreachable", String(error));
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  const text = typeof told.error === "string" ? told.error : "";
  if (answer.status === 401) {
    memory.drop("session");
    throw new Trouble("gone", text);
  }
  if (answer.status === 429) throw new Trouble("busy", text, 1000 * (Number(answer.headers.get("Retry-After")) || 5));
  if (answer.status >= 500) throw new Trouble("unreachable", text, text ? 4000 : 0);
  throw new Trouble("refused", text || `The server answered with ${answer.status}.`);
}

/** Return JSON of a GET or DELETE; with `session`, one is made first where there is none. */
export async function json(path, { method = "GET", session = true } = {}) {
  if (session) await ensureSession();
  return (await request(path, { method })).json();
}

/** Return a file of the rehearsal and its name. */
export async function file(path) {
  const answer = await request(path);
  const named = /filename="?([^";]+)"?/.exec(answer.headers.get("Content-Disposition") || "");
  return { name: named ? named[1] : "rehearsal", blob: await answer.blob() };
}

/** Post once and hand on each event; return when `done` came. */
async function postOnce(path, body, hear, signal) {
  await ensureSession();
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort(), { once: true });
  let timer = setTimeout(() => stop.abort(), SILENCE);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), SILENCE);
  };
  try {
    const answer = await request(path, { method: "POST", signal: stop.signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read().catch((error) => {
        throw new Trouble("unreachable", String(error));
      });
      if (done) break;
      alive();
      text += decoder.decode(value, { stream: true }).replaceAll("\r\n", "\n");
      const blocks = text.split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const event = parseEvent(block);
        if (!event) continue;
        if (event.name === "error") throw new Trouble("kept", event.data.text);
        if (event.name === "done") return;
        hear(event.name, event.data);
      }
    }
    throw new Trouble("unreachable", "The connection broke off.");
  } finally {
    clearTimeout(timer);
  }
}

function parseEvent(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
  }
  return data.length ? { name, data: JSON.parse(data.join("\n")) } : null;
}

/**
 * Have one turn: post until it was answered, always with the same message id, so that it is done once.
 * Messages that come again after a broken connection are handed on once.
 */
export async function turn(path, body, { hear, waiting, signal }) {
  let heard = 0;
  for (let attempt = 0; ; attempt += 1) {
    let number = 0;
    try {
      await postOnce(
        path,
        body,
        (name, data) => {
          waiting(null);
          if (name !== "message") hear(name, data);
          else if (++number > heard) {
            heard = number;
            hear(name, data);
          }
        },
        signal,
      );
      waiting(null);
      return;
    } catch (error) {
      if (signal.aborted) throw new Trouble("stopped", "");
      const trouble = error instanceof Trouble ? error : new Trouble("unreachable", String(error));
      if (trouble.kind !== "unreachable" && trouble.kind !== "busy") throw trouble;
      waiting(trouble);
      await pause(trouble.wait || WAITS[Math.min(attempt, WAITS.length - 1)], signal);
    }
  }
}

/** Wait; go on at once when the network comes back or "try now" is pressed. */
export function pause(milliseconds, signal) {
  return new Promise((go) => {
    const timer = setTimeout(finish, milliseconds);
    function finish() {
      clearTimeout(timer);
      window.removeEventListener("online", finish);
      window.removeEventListener("sitdown:now", finish);
      go();
    }
    window.addEventListener("online", finish);
    window.addEventListener("sitdown:now", finish);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
