// The page: which part is shown, and what happens to what the user does.
import * as api from "./api.js";
import * as cards from "./cards.js";
import * as charts from "./charts.js";
import { Conversation } from "./conversation.js";
import { byId, capital, el, memory } from "./dom.js";
import { downloads, showData, showProgress } from "./records.js";
import { OWN, chosen, fillStart } from "./start.js";
import { readAloud, setUpVoice } from "./voice.js";

const MOST = 2000; // characters of one message, as in the server's gate
const COUNT_FROM = 1500;
const address = new URLSearchParams(location.search);
const embedded = address.get("embed") === "1";
const otherTabs = "BroadcastChannel" in window ? new BroadcastChannel("sitdown") : null;

let state = { phase: "idle", mode: "practice", stage: "", replies: 0 };
let inTalk = false; // whether there is a conversation to show
let running = null; // the turn under way: {text, id, stop}
let unsure = null; // a turn that was given up in the middle; whether it arrived is looked up before the next one
let lastDebrief = null;
let chip = null; // the button that opened the sheet
let menu = null;

const reply = byId("reply");
const conversation = new Conversation({
  onScorecard: showScorecard,
  onDebrief: showDebrief,
  onOtherWay: () => byId("scorecard-body").replaceChildren(el("p", { class: "soft" }, "Your next reply will be scored here.")),
  onTakeaway: showTakeaway,
  onOptions: showOptions,
  onManager: (message, again) => {
    byId("meeting-title").textContent = `Meeting with ${message.name || "the manager"}`;
    byId("reply-label").textContent = `Your reply to ${message.name || "the manager"}`;
    if (!again) readAloud(message.text);
  },
});

// ---------------------------------------------------------------- what the page says about itself

let statusTimer = 0;

/** Say something about the page itself; `button` is [title, listener]; with `milliseconds` it goes away again. */
function say(text, milliseconds = 0, button = null, second = null) {
  clearTimeout(statusTimer);
  const box = byId("status");
  const parts = text ? [el("p", {}, text), ...[button, second].filter(Boolean).map(([title, pressed]) => el("button", { type: "button", onclick: pressed }, title))] : [];
  if (box.firstChild?.textContent === text && box.childElementCount === parts.length) return; // read out once
  box.replaceChildren(...parts);
  if (text && milliseconds) statusTimer = setTimeout(() => box.replaceChildren(), milliseconds);
}

const now = ["Try now", () => window.dispatchEvent(new Event("sitdown:now"))];

function waitingText(trouble) {
  const kept = running?.typed ? " Your text is kept and is sent as soon as it can be." : " It goes on as soon as it can.";
  if (!navigator.onLine) return `You are offline.${kept}`;
  if (trouble.kind === "busy") return `That was a lot in one minute.${kept}`;
  return `${trouble.wait && trouble.message ? trouble.message : "The server can't be reached; it may be starting again or still getting ready."}${kept}`;
}

// ---------------------------------------------------------------- pages

const PAGES = ["start", "meeting", "debrief", "progress", "data"];

function show(page, { focus = true } = {}) {
  for (const id of PAGES) byId(id).hidden = id !== page;
  const part = { progress: "progress", data: "data" }[page] ?? "rehearse";
  for (const link of document.querySelectorAll(".top nav a")) {
    if (link.dataset.page === part) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${{ progress: "Progress", data: "My data", debrief: "Debrief", meeting: byId("meeting-title").textContent }[page] ?? "Rehearse the talk about why not you"} - Sitdown`;
  closeSheet(false);
  if (focus) {
    const heading = byId(`${page}-title`);
    if (page === "meeting" && matchMedia("(pointer: fine)").matches && !reply.disabled) reply.focus();
    else heading.focus({ preventScroll: true });
    if (page === "meeting") conversation.scroll(true);
    else scrollTo(0, 0);
  }
}

/** Show what the address names. */
function route({ focus = true } = {}) {
  const part = location.hash.replace(/^#\/?/, "");
  if (part === "progress") {
    show("progress", { focus });
    showProgress();
  } else if (part === "data") {
    show("data", { focus });
    showData({ say, forgotten });
  } else if (part === "talk" && inTalk) {
    show("meeting", { focus });
  } else if (part === "debrief" && lastDebrief) {
    show("debrief", { focus });
    drawDebriefCharts();
  } else {
    showGoingOn();
    show("start", { focus });
  }
}

const go = (part) => {
  if (location.hash === `#/${part}`) route();
  else location.hash = `#/${part}`;
};

/** On the start page: the way back to a meeting that is not finished. */
function showGoingOn() {
  const box = byId("going-on");
  const draft = memory.get("draft");
  const parts = [];
  if (inTalk) {
    const over = state.phase === "debrief";
    const title = over ? (lastDebrief ? "See the last debrief" : "See the last conversation") : "Go back to it";
    parts.push(
      el("div", { class: "notice" }, el("p", {}, over ? "Your last rehearsal is kept." : `You are in the middle of a rehearsal${conversation.manager ? ` with ${conversation.manager}` : ""}.`), el("button", { type: "button", class: "primary", onclick: () => go(over && lastDebrief ? "debrief" : "talk") }, title)),
    );
  } else if (draft) {
    parts.push(el("div", { class: "notice" }, el("p", {}, "What you typed is kept and stands in the reply box when you start:"), el("blockquote", {}, draft)));
  }
  box.replaceChildren(...parts);
}

// ---------------------------------------------------------------- a turn

/**
 * Have one turn with the server.
 * @param path of the API
 * @param body without the message id
 * @param options `typed`: the text came from the reply box; `id`: of a turn that was begun before
 */
async function have(path, body, { typed = false, id = null, shown = body.text } = {}) {
  if (running) {
    say("One moment: the last one is still being answered.", 3000);
    return false;
  }
  const stop = new AbortController();
  running = { id: id ?? sameIdAgain(body) ?? api.newId(), typed, stop };
  memory.set("pending", JSON.stringify({ path, body, id: running.id, typed }));
  let accepted = false;
  lock(true);
  try {
    await api.turn(
      path,
      { ...body, id: running.id },
      {
        signal: stop.signal,
        waiting: (trouble) => {
          if (trouble) say(waitingText(trouble), 0, now, typed && !accepted ? ["Edit my text", () => stop.abort()] : null);
          else say("");
        },
        hear: (name, data) => {
          if (name === "accepted" && !accepted) {
            accepted = true;
            if (shown !== undefined) conversation.hear({ speaker: "you", text: shown });
            if (typed) emptyBox();
          } else if (name === "message") conversation.hear(data);
          else if (name === "state") setState(data);
        },
      },
    );
    unsure = null;
    failed = null;
    otherTabs?.postMessage("changed");
    return true;
  } catch (trouble) {
    await unhappy(trouble, { path, body, typed, accepted });
    return false;
  } finally {
    memory.drop("pending");
    running = null;
    lock(false);
    if (missed) anotherTabSpoke();
  }
}

let failed = null; // {text, id} of a message that the server could not keep: the same id is used when it is sent again

function sameIdAgain(body) {
  return failed && failed.text === body.text ? failed.id : null;
}

async function unhappy(trouble, { body, typed, accepted }) {
  if (typed && accepted && !reply.value) reply.value = body.text;
  if (typed) keepDraft();
  if (trouble.kind === "gone") {
    forgetTalk();
    say(`Your session is no longer there, so a new one begins.${typed ? " What you typed is kept." : ""}`, 0, ["All right", () => say("")]);
    go("");
    showGoingOn();
  } else if (trouble.kind === "stopped") {
    unsure = running.id;
    say("Not sent. Change your text, and press Send when you are ready.", 6000);
    reply.focus();
  } else {
    failed = { text: body.text, id: running.id };
    if (typed && accepted) await rebuild({ quiet: true });
    say(`${trouble.message || "That could not be sent."}${typed ? " Your text is kept below." : ""}`, 0, ["All right", () => say("")]);
  }
}

function lock(on) {
  byId("thinking").hidden = !on;
  byId("send").setAttribute("aria-disabled", String(on));
  reply.readOnly = on && Boolean(running?.typed);
  for (const button of document.querySelectorAll("#commands button, #options button, #next-buttons button")) button.setAttribute("aria-disabled", String(on));
}

const command = (text) => {
  closeSheet();
  return have("/api/message", { text });
};

/** Send what stands in the reply box. */
async function send() {
  const text = reply.value.trim();
  if (running || isTooLong() || !text) {
    reply.focus();
    return;
  }
  if (unsure && !(await rebuild({ quiet: true }))) return; // shows whether the text given up had arrived after all
  unsure = null;
  await have("/api/message", { text }, { typed: true });
}

function isTooLong() {
  const length = [...reply.value].length;
  const over = length > MOST;
  const counter = byId("count");
  counter.textContent = length >= COUNT_FROM ? `${length.toLocaleString("en")} of ${MOST.toLocaleString("en")} characters` : "";
  counter.classList.toggle("over", over);
  reply.setAttribute("aria-invalid", String(over));
  const warning = over ? `Too long to send: at most ${MOST.toLocaleString("en")} characters. A spoken reply is rarely over 600. Nothing is lost; shorten it here.` : "";
  if (byId("too-long").textContent !== warning) byId("too-long").textContent = warning;
  return over;
}

const keepDraft = () => (reply.value ? memory.set("draft", reply.value) : memory.drop("draft"));

function emptyBox() {
  reply.value = "";
  keepDraft();
  isTooLong();
}

/** Fetch the conversation and show it anew; return whether that worked. */
async function rebuild({ quiet = false } = {}) {
  try {
    const { messages, state: current } = await api.json("/api/conversation", { session: false });
    inTalk = messages.length > 0;
    lastDebrief = null;
    showOptions([]);
    byId("takeaways").replaceChildren();
    byId("scorecard-body").replaceChildren(el("p", { class: "soft" }, "Your first reply to the manager will be scored here: six skills, with the words that decided."));
    conversation.rebuild(messages);
    setState(current);
    return true;
  } catch (trouble) {
    if (trouble.kind === "gone") {
      forgetTalk();
      if (!quiet) say("Your earlier session is no longer there. A new one begins with your next rehearsal.", 0, ["All right", () => say("")]);
      return true;
    }
    if (quiet) say("The server can't be reached. Your text is kept.", 0, ["All right", () => say("")]);
    else throw trouble;
    return false;
  }
}

// ---------------------------------------------------------------- starting

async function start(event) {
  event.preventDefault();
  const { scenario, persona, mode, name } = chosen();
  if (scenario === OWN) {
    const before = [...(name ? [`call me ${name}`] : []), mode === "dress_rehearsal" ? "dress rehearsal" : "practice"];
    await begin(async () => {
      for (const text of before) if (!(await have("/api/message", { text }))) return false;
      return have("/api/message", { text: "my own meeting" });
    });
  } else {
    const title = menu.scenarios.find((s) => s.id === scenario)?.title;
    await begin(() => have("/api/start", { scenario, persona, mode, ...(name ? { name } : {}) }, { shown: undefined }), title);
  }
}

async function begin(turns) {
  if (running) return;
  conversation.clear();
  lastDebrief = null;
  inTalk = true;
  showOptions([]);
  byId("takeaways").replaceChildren();
  byId("scorecard-body").replaceChildren(el("p", { class: "soft" }, "Your first reply to the manager will be scored here: six skills, with the words that decided."));
  byId("meeting-title").textContent = "The meeting";
  byId("reply-label").textContent = "Your reply";
  setState({ ...state, phase: "idle", replies: 0, stage: "" });
  reply.value = memory.get("draft") ?? "";
  isTooLong();
  go("talk");
  if (!(await turns()) && !conversation.log.childElementCount) {
    inTalk = false;
    go("");
  }
}

// ---------------------------------------------------------------- what is shown beside the conversation

function setState(current) {
  state = { ...state, ...current };
  const playing = state.phase === "meeting" || state.phase === "drill";
  const dress = state.mode === "dress_rehearsal";
  byId("moment").textContent = playing && state.stage ? `${dress ? "Dress rehearsal. " : ""}The moment: ${cards.momentName(state.stage)}` : { paused: "Paused. Nothing is scored.", debrief: "The meeting is over." }[state.phase] ?? "";
  const offers = [];
  if (playing) {
    if (!dress) offers.push(["Hint", "hint"]);
    if (state.replies) offers.push(["Retry", "retry", "Take your last reply back and say it another way"], ["What if", "what if", "Keep this way and try another beside it"]);
    if (conversation.triedAnotherWay) offers.push(["Switch ways", "switch"]);
    offers.push(["End", "end", "End the meeting and see the debrief"]);
  } else if (state.phase === "paused") offers.push(["Go on", "resume"], ["End", "end"]);
  else if (state.phase === "idle" && inTalk) offers.push(["Leave this one out", "skip"], ["Go one back", "retry"], ["Leave the questions", "end"]);
  else if (state.phase === "debrief" && !lastDebrief && state.replies) offers.push(["Retry", "retry"]);
  byId("commands").replaceChildren(...offers.map(([title, text, more]) => el("button", { type: "button", title: more, onclick: () => command(text) }, title)));
  if (dress && playing) byId("scorecard-body").replaceChildren(el("p", {}, "This is a dress rehearsal: scores and hints wait for the debrief."), el("button", { type: "button", onclick: () => command("practice") }, "Switch to practice"));
  byId("box").hidden = byId("send").hidden = state.phase === "debrief";
  byId("send").textContent = state.phase === "idle" ? "Answer" : "Send";
}

function showOptions(options) {
  const box = byId("options");
  const buttons = () => options.map((option) => el("button", { type: "button", onclick: () => choose(option) }, option.title));
  box.replaceChildren(...buttons());
  box.hidden = !options.length;
  byId("next-buttons").replaceChildren(...buttons());
}

/** Take one of the choices that the coach offers. */
async function choose(option) {
  if (option.payload === "restart") {
    go("");
    return;
  }
  if (!byId("debrief").hidden && !["note", "plan", "card"].includes(option.payload)) go("talk");
  await have("/api/message", { text: option.payload });
}

function showScorecard(card, opener, again, opened = false) {
  const ask = (dimension) => command(`why ${dimension.id.replaceAll("_", " ")}`);
  const newest = conversation.replies.at(-1)?.card === card || !opener;
  const reason = el("input", { type: "text", id: "reason", maxlength: "300" });
  const disagree = el(
    "form",
    { hidden: true, onsubmit: (event) => {
      event.preventDefault();
      const why = reason.value.trim();
      command(why ? `disagree because ${why}` : "disagree");
    } },
    el("p", { class: "field" }, el("label", { for: "reason" }, "How do you see it? ", el("span", { class: "soft" }, "(may stay empty)")), reason),
    el("button", { type: "submit" }, "Put it on record"),
  );
  const open = el("button", { type: "button", "aria-expanded": "false", onclick: () => {
    disagree.hidden = !disagree.hidden;
    open.setAttribute("aria-expanded", String(!disagree.hidden));
    if (!disagree.hidden) reason.focus();
  } }, "I disagree");
  const actions = newest && state.phase !== "debrief"
    ? [el("div", { class: "buttons" }, el("button", { type: "button", onclick: () => command("explain") }, "Explain"), open, el("button", { type: "button", onclick: () => command("retry") }, "Retry"), el("button", { type: "button", onclick: () => command("dress rehearsal") }, "Hide scores")), disagree]
    : [el("p", { class: "soft" }, "An earlier reply.")];
  byId("scorecard-body").replaceChildren(...cards.scorecard(card, { ask: newest ? ask : null, actions }).filter(Boolean));
  byId("scorecard").scrollTop = 0;
  if (opened) openSheet(opener);
}

const isSheet = () => getComputedStyle(byId("scorecard")).position === "fixed";

function openSheet(opener) {
  chip = opener;
  byId("scorecard").classList.add("open");
  byId("scorecard").focus({ preventScroll: isSheet() });
}

function closeSheet(focus = true) {
  const sheet = byId("scorecard");
  if (!sheet.classList.contains("open")) return;
  sheet.classList.remove("open");
  if (focus) (chip?.isConnected ? chip : reply).focus({ preventScroll: true });
}

function showDebrief(card, again) {
  lastDebrief = card;
  const { parts, charts: places } = cards.debrief(card);
  byId("debrief-body").replaceChildren(...parts.filter(Boolean), el("p", {}, el("a", { href: "#/talk" }, "Read the conversation again")));
  byId("downloads").hidden = !card.replies;
  byId("takeaways").replaceChildren();
  debriefCharts = places.courseChart ? { card, ...places } : null;
  if (!again) go("debrief");
}

let debriefCharts = null;

function drawDebriefCharts() {
  if (!debriefCharts) return;
  const { card, courseChart, reasonsChart } = debriefCharts;
  debriefCharts = null; // once
  charts.bars(reasonsChart, `Mean of each dimension, 0 to 4: ${card.reasons.map((r) => `${r.label} ${r.mean === null ? "not rated" : r.mean.toFixed(1)}`).join(", ")}`, card.reasons.map((r) => r.label), card.reasons.map((r) => r.mean));
  charts.course(courseChart, `Score of each reply: ${card.course.join(", ")}`, card.course.map((_, place) => String(place + 1)), card.course, 100);
}

function showTakeaway(card, again) {
  const make = { note: () => cards.note(card, { copied: (text) => say(text, 5000) }), plan: () => cards.plan(card), best_lines: () => cards.bestLines(card) }[card.type];
  const box = byId("takeaways");
  const shown = el("div", { class: "card", id: `takeaway-${card.type}`, tabindex: "-1" }, make());
  byId(`takeaway-${card.type}`)?.remove();
  box.prepend(shown);
  if (again) return;
  if (byId("debrief").hidden && lastDebrief) go("debrief");
  shown.scrollIntoView({ block: "nearest" });
}

/** After a deletion: the last rehearsal (and with `all` everything) is gone from the page too. */
function forgotten(last, all = false) {
  if (all) {
    memory.drop("session");
    memory.drop("draft");
    memory.drop("pending");
    reply.value = "";
  }
  otherTabs?.postMessage("changed");
  if (last) forgetTalk();
}

/** Take the rehearsal off the page. */
function forgetTalk() {
  inTalk = false;
  lastDebrief = null;
  conversation.clear();
  for (const id of ["scorecard-body", "debrief-body", "takeaways"]) byId(id).replaceChildren();
  showOptions([]);
  setState({ phase: "idle", mode: "practice", stage: "", replies: 0 });
}

// ---------------------------------------------------------------- beginning

async function fetchMenu() {
  for (let attempt = 0; ; attempt += 1) {
    try {
      menu = await api.json("/api/menu", { session: false });
      if (attempt) say("");
      break;
    } catch (trouble) {
      if (trouble.kind === "gone") continue; // the old key is dropped; the menu needs none
      say(navigator.onLine ? "The practice bot is still getting ready. This page goes on by itself." : "You are offline. This page goes on as soon as you are back.", 0, now);
      await api.pause(Math.min(8000, 1000 * 2 ** attempt));
    }
  }
  fillStart(menu, { wanted: { scenario: address.get("scenario"), persona: address.get("persona") }, onDrill: (drill) => begin(() => have("/api/message", { text: `drill ${drill.id}` })) });
}

/** Take up what was there before the page was loaded. */
async function takeUp() {
  if (!api.hasSession()) return;
  const pending = JSON.parse(memory.get("pending") ?? "null");
  for (let attempt = 0; ; attempt += 1) {
    try {
      await rebuild();
      if (attempt) say("");
      break;
    } catch {
      say("The server can't be reached; it may be starting again. Your rehearsal is kept, and this page goes on by itself.", 0, now);
      await api.pause(Math.min(8000, 1000 * 2 ** attempt));
    }
  }
  if (pending && api.hasSession()) {
    // A turn was under way when the page went. The same id again: it is done once, and its answer comes.
    const stop = new AbortController();
    try {
      await api.turn(pending.path, { ...pending.body, id: pending.id }, { hear: () => {}, waiting: (trouble) => trouble && say(waitingText(trouble), 0, now), signal: stop.signal });
      if (pending.typed && memory.get("draft")?.trim() === pending.body.text) emptyBox();
      await rebuild({ quiet: true });
    } catch {
      /* the text stays in the box */
    }
    say("");
  }
  memory.drop("pending");
}

function setUp() {
  document.body.classList.toggle("embedded", embedded);
  byId("start-form").addEventListener("submit", start);
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  reply.value = memory.get("draft") ?? "";
  isTooLong();
  reply.addEventListener("input", () => {
    keepDraft();
    isTooLong();
  });
  reply.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  byId("scorecard-close").addEventListener("click", () => closeSheet());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || byId("confirm").open) return;
    if (byId("scorecard").classList.contains("open") && isSheet()) closeSheet();
    else if (embedded && parent !== window) parent.postMessage({ sitdown: "close" }, "*");
  });
  byId("download-buttons").replaceChildren(...downloads(say));
  setUpVoice({ say: (text) => say(text, 6000) });
  window.addEventListener("hashchange", () => route());
  window.addEventListener("offline", () => say("You are offline. You can go on typing; your text is kept.", 0));
  window.addEventListener("online", () => {
    if (!running) say("You are back online.", 3000);
  });
  otherTabs?.addEventListener("message", anotherTabSpoke);
}

let missed = false; // whether another tab had a turn while one was under way here

/** Show what was said in another tab too. */
async function anotherTabSpoke() {
  missed = Boolean(running);
  if (missed) return;
  const was = lastDebrief;
  const talked = inTalk;
  await rebuild({ quiet: true });
  if (inTalk !== talked || Boolean(lastDebrief) !== Boolean(was)) goToTalk();
  else if (!byId("debrief").hidden) drawDebriefCharts();
}

/** Show the page that fits where the conversation stands. */
function goToTalk() {
  const part = location.hash.replace(/^#\/?/, "");
  if (part === "progress" || part === "data") route({ focus: false });
  else go(!inTalk ? "" : lastDebrief && state.phase === "debrief" ? "debrief" : "talk");
}

setUp();
route({ focus: false });
fetchMenu();
takeUp().then(() => {
  if (inTalk) goToTalk();
});
