// The conversation as a log. Screen readers hear each new line once: marks are drawn without touching the log.
import * as cards from "./cards.js";
import { byId, el } from "./dom.js";

// What the user says to the coach is shown as a short note, not as a reply to the manager.
const COMMANDS = [
  [/^hint$/, "You asked for a hint."],
  [/^retry$/, "You take your last reply back."],
  [/^what if$/, "You keep this way and try another beside it."],
  [/^switch$/, "You switch to the other way."],
  [/^explain$/, "You asked why."],
  [/^why (relationship|rapport|inquiry|listening|company focus|company|buy[- ]in|composure)$/, "You asked why."],
  [/^disagree(?: because (.+))?$/s, (m) => (m[1] ? `You see the score otherwise: ${m[1]}` : "You see the score otherwise.")],
  [/^(end|stop)$/, "You end it here."],
  [/^(resume|continue)$/, "You go on."],
  [/^practice$/, "You switch to practice."],
  [/^dress rehearsal$/, "You switch to dress rehearsal."],
  [/^my own meeting$/, "You bring your own meeting."],
  [/^drill(?: [a-z_]+)?$/, "You choose a drill."],
  [/^skip$/, "You leave this one out."],
  [/^(note|plan|card|restart|history|scenarios|score|help)$/, (m) => `You asked: ${m[1]}.`],
  [/^call me (.+)$/, (m) => `Your name: ${m[1]}`],
];

const TAKEAWAYS = ["note", "plan", "card"];

function asNote(text) {
  for (const [pattern, said] of COMMANDS) {
    const match = pattern.exec(text.trim());
    if (match) return typeof said === "string" ? said : said(match);
  }
  return null;
}

/** The visible conversation: `hear` takes neutral messages and the user's own, in order. */
export class Conversation {
  /** `on` holds what to do at a scorecard, a debrief, something to take away, options, a manager's line and a change of ways. */
  constructor(on) {
    this.on = on;
    this.log = byId("log");
    this.clear();
  }

  clear() {
    this.log.replaceChildren();
    this.replies = []; // [{node, card}] of the user's replies that stand
    this.waitingFor = ""; // "retry", "what if" or "switch" until the manager's line shows that it was done
    this.titles = new Map();
    this.manager = "";
    this.triedAnotherWay = false;
    this.drawMarks();
  }

  /** Show everything anew without reading it out. */
  rebuild(messages) {
    this.log.setAttribute("aria-live", "off");
    this.clear();
    for (const message of messages) this.hear(message, { again: true });
    this.scroll(true);
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 600);
  }

  hear(message, { again = false } = {}) {
    if (message.speaker === "you") this.you(message.text);
    else if (message.speaker === "manager") this.managerSays(message, again);
    else this.coachSays(message, again);
    for (const option of message.options ?? []) this.titles.set(option.payload, option.title);
    if (message.options?.length) this.on.onOptions(message.options);
    if (!again) this.scroll();
  }

  you(text) {
    const [payload, title] = [...this.titles].find((option) => option.includes(text)) ?? [text.trim()]; // after a reload the title comes
    if (!TAKEAWAYS.includes(payload)) {
      this.titles.clear(); // what was offered is past; what can be taken away stays to be had
      this.on.onOptions([]);
    }
    const said = asNote(text);
    this.waitingFor = /^(retry|what if|switch)$/.test(payload) ? payload : "";
    if (title === undefined && said === null && /^\/\w+(\{|$)/.test(text)) return; // a choice made on the start page
    if (title !== undefined || said !== null) {
      this.add(el("p", { class: "line note" }, title !== undefined ? `You chose: ${title}` : said));
      return;
    }
    const node = this.add(el("div", { class: "line you" }, el("span", { class: "who" }, "You"), el("p", { class: "said" }, text)));
    this.replies.push({ node, card: null });
  }

  managerSays(message, again) {
    if (this.waitingFor) this.setAside();
    this.manager = message.name || "The manager";
    this.add(el("div", { class: "line manager" }, el("span", { class: "who" }, this.manager), el("p", { class: "said" }, message.text)));
    this.on.onManager(message, again);
  }

  /** Mark the last scored reply as taken back, or as kept on the other way. */
  setAside() {
    const way = this.waitingFor;
    this.waitingFor = "";
    if (way !== "retry") this.on.onOtherWay();
    if (way === "switch") return;
    const other = way === "what if";
    if (other) this.triedAnotherWay = true;
    while (this.replies.length) {
      const reply = this.replies.pop();
      if (!reply.card && this.replies.length) continue;
      if (!other) reply.node.classList.add("back");
      reply.node.querySelector(".who").textContent = other ? "You (the other way)" : "You (taken back)";
      break;
    }
    this.drawMarks();
  }

  coachSays(message, again) {
    const card = message.card;
    if (card?.type === "scorecard") {
      this.scored(card, again);
      return;
    }
    if (card?.type === "debrief") {
      this.add(el("p", { class: "line note" }, "The meeting is over. ", el("button", { type: "button", class: "link", onclick: () => this.on.onDebrief(card, false) }, "See the debrief")));
      this.on.onDebrief(card, again);
      return;
    }
    if (["note", "plan", "best_lines"].includes(card?.type)) {
      this.on.onTakeaway(card, again);
      return;
    }
    const make = { hint: cards.hint, explanation: cards.explanation, comparison: cards.comparison }[card?.type];
    const parts = make ? make(card) : [el("p", { class: "said" }, message.text)];
    this.add(el("div", { class: `line coach ${card?.type ?? ""}` }, el("span", { class: "who" }, "Coach"), parts));
  }

  scored(card, again) {
    const reply = this.replies.at(-1);
    if (!reply) {
      this.on.onScorecard(card, null, again);
      return;
    }
    reply.card = card;
    const chip = el("button", { type: "button", class: "chip", "aria-controls": "scorecard" }, cards.chipText(card));
    chip.addEventListener("click", () => this.on.onScorecard(card, chip, again, true));
    reply.node.append(chip);
    this.drawMarks();
    this.on.onScorecard(card, chip, again);
  }

  /** Underline the deciding words in the bubbles, where the browser can do so without changing the log. */
  drawMarks() {
    if (!globalThis.CSS?.highlights || typeof Highlight !== "function") return;
    const marks = { earned: new Highlight(), cost: new Highlight() };
    for (const { node, card } of this.replies ?? []) {
      const text = card && node.querySelector(".said").firstChild;
      if (!text || text.data !== card.reply) continue;
      let place = 0;
      for (const run of cards.decidingWords(card)) {
        if (run.effect) {
          const range = document.createRange();
          range.setStart(text, place);
          range.setEnd(text, place + run.text.length);
          marks[run.effect === "+" ? "earned" : "cost"].add(range);
        }
        place += run.text.length;
      }
    }
    CSS.highlights.set("earned", marks.earned);
    CSS.highlights.set("cost", marks.cost);
  }

  add(node) {
    this.log.append(node);
    return node;
  }

  scroller() {
    return this.log.scrollHeight > this.log.clientHeight + 1 && getComputedStyle(this.log).overflowY === "auto" ? this.log : document.scrollingElement;
  }

  scroll(jump = false) {
    const box = this.scroller();
    const still = jump || matchMedia("(prefers-reduced-motion: reduce)").matches;
    requestAnimationFrame(() => {
      // To the end, but not past what the user said last: that is where reading goes on.
      const said = [...this.log.querySelectorAll(":scope > .you, :scope > .note")].at(-1);
      const view = box === this.log ? box.getBoundingClientRect().top : 0;
      const top = said && !jump ? box.scrollTop + said.getBoundingClientRect().top - view - 8 : Infinity;
      box.scrollTo({ top: Math.min(top, box.scrollHeight - box.clientHeight), behavior: still ? "instant" : "smooth" });
    });
  }
}
