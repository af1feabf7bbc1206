// The cards of sitdown/rehearsal/cards.py, each as elements.
import { capital, count, dots, el, table } from "./dom.js";

const quoted = (text) => `“${text}”`;
const moved = (change) => (Math.abs(change) < 0.01 ? "stayed as it was" : change > 0 ? "rose" : "fell");

const MOMENTS = {
  opening: "the opening",
  purpose: "what brings you here",
  vague_feedback: "feedback that stays vague",
  specific_feedback: "feedback with an example",
  deflection: "an evasive answer",
  comparison: "you are compared with somebody",
  attack: "an attack",
  goals: "what you want",
  buy_in: "what is in it for them",
  closing: "the goodbye",
};

export const momentName = (stage) => MOMENTS[stage] ?? stage.replaceAll("_", " ");

/** Return the ranges of a reply that decided points, without overlaps: [{start, end, effect, labels}]. */
export function decidingWords(card) {
  const letters = [...card.reply]; // the offsets count characters, JavaScript's own count halves of pairs
  const effects = letters.map(() => ({ effect: "", labels: new Set() }));
  for (const effect of ["+", "-"]) {
    for (const dimension of card.dimensions) {
      for (const words of dimension.evidence.filter((w) => w.effect === effect)) {
        for (let place = words.start; place < Math.min(words.end, letters.length); place += 1) {
          if (effects[place].effect !== effect) effects[place] = { effect, labels: new Set() };
          effects[place].labels.add(dimension.label);
        }
      }
    }
  }
  const runs = [];
  letters.forEach((letter, place) => {
    const { effect, labels } = effects[place];
    const key = `${effect}${[...labels].join("|")}`;
    const last = runs.at(-1);
    if (last && last.key === key) last.text += letter;
    else runs.push({ key, effect, labels: [...labels], text: letter });
  });
  return runs;
}

/** Return the user's own words with what earned and what cost marked; each mark says so in text too. */
export function markedReply(card) {
  const parts = decidingWords(card).map((run) => {
    if (!run.effect) return run.text;
    const [name, said] = run.effect === "+" ? ["earned", "earned"] : ["cost", "cost"];
    return el("mark", { class: name, title: `${capital(said)} points: ${run.labels.join(", ")}` }, run.text, el("span", { class: "hidden-text" }, ` (${said} points: ${run.labels.join(", ")})`));
  });
  return el("p", { class: "marked" }, parts);
}

const legend = () =>
  el("ul", { class: "legend", "aria-label": "What the marks mean" }, el("li", {}, el("mark", { class: "earned" }, "solid line"), " earned points"), el("li", {}, el("mark", { class: "cost" }, "dashed line"), " cost points"));

/** Return the whole scorecard of one reply; `ask(dimension)` explains a score, `actions` stand above the scores. */
export function scorecard(card, { ask, actions }) {
  const rated = card.dimensions.filter((d) => d.score !== null);
  const unrated = card.dimensions.filter((d) => d.score === null);
  const focus = card.dimensions.find((d) => d.id === card.focus);
  const parts = [
    el("p", { class: "overall" }, String(card.overall), el("small", {}, " of 100 for this reply")),
    el("h3", { class: "hidden-text" }, "Your words"),
    markedReply(card),
    legend(),
  ];
  if (focus?.next || card.suggestion) {
    parts.push(
      el(
        "div",
        { class: "focus" },
        focus?.next ? el("p", {}, el("strong", {}, `Next point, ${focus.label}: `), focus.next) : null,
        card.suggestion ? el("p", {}, el("strong", {}, "For example: "), quoted(card.suggestion)) : null,
      ),
    );
  }
  parts.push(
    ...actions,
    el("h3", { class: "hidden-text" }, "Scores"),
    el(
      "ul",
      { class: "dimensions" },
      rated.map((d) =>
        el(
          "li",
          {},
          el(
            "div",
            { class: "head" },
            el("strong", {}, d.label),
            dots(d.score),
            d.sure ? null : el("span", { class: "unsure", title: "Your words could be read another way, and the score would then differ." }, "unsure"),
            ask ? el("button", { type: "button", class: "link", onclick: () => ask(d), "aria-label": `Why ${d.label} ${d.score} of 4?` }, "Why?") : null,
          ),
          el("p", { class: "soft" }, d.why, d.sure ? "" : " I am not sure how to read this."),
        ),
      ),
    ),
  );
  if (unrated.length) parts.push(el("p", { class: "soft" }, `Not rated, as this moment did not ask for it: ${unrated.map((d) => d.label).join(", ")}.`));
  return parts;
}

/** Return the short line below a reply that stands for its scorecard. */
export function chipText(card) {
  const focus = card.dimensions.find((d) => d.id === card.focus);
  return [el("strong", {}, `${card.overall} of 100`), focus ? ` · next: ${focus.label}` : " · scorecard"];
}

export function hint(card) {
  const label = { purpose: "What this moment is for", how: "How to go about it", sample: "You could say" }[card.step] ?? "Hint";
  return [
    el("p", { class: "said" }, el("strong", {}, `${label}: `), card.step === "sample" ? quoted(card.hint) : card.hint),
    card.more ? el("p", { class: "soft" }, "Ask for a hint once more for the next step.") : null,
  ];
}

export function explanation(card) {
  if (card.score === null) return [el("p", { class: "said" }, `${card.label} was not rated: this moment did not ask for it, and the reply did not touch it.`)];
  const checks = card.checks.map((check) =>
    el("li", {}, el("strong", {}, check.passed ? "✓ yes: " : "✗ not yet: "), check.question, check.words.length ? el("span", { class: "soft" }, ` ${check.words.map(quoted).join("; ")}`) : null),
  );
  return [
    el("p", { class: "said" }, el("strong", {}, `${card.label} `), dots(card.score), ` ${card.anchor}`),
    el("ul", { class: "checks" }, checks),
    card.cap ? el("p", {}, el("strong", {}, "Lowered by a rule: "), card.cap) : null,
    card.next_anchor ? el("p", {}, el("strong", {}, "One more would be: "), card.next_anchor) : null,
    card.next_point ? el("p", {}, el("strong", {}, "To get there: "), card.next_point) : null,
  ];
}

export function comparison(card) {
  const side = (name, overall, reply) => el("div", {}, el("p", {}, el("strong", {}, `${name}: ${overall} of 100`)), el("p", {}, reply));
  const change = (c) => {
    if (c.before === c.after) return "same";
    if (c.before === null || c.after === null) return c.before === null ? "now rated" : "not rated now";
    return c.after > c.before ? `up ${c.after - c.before}` : `down ${c.before - c.after}`;
  };
  return [
    el("p", { class: "said" }, el("strong", {}, "Side by side with the one before")),
    el("div", { class: "pair" }, side("Before", card.overall_before, card.reply_before), side("Now", card.overall_after, card.reply_after)),
    table(
      "Before and now, 0 to 4",
      ["Dimension", "Before", "Now", "Change"],
      card.dimensions.map((c) => [c.label, dots(c.before), dots(c.after), change(c)]),
    ),
    el("p", {}, `The manager's mood ${moved(card.mood_before)} before, and ${moved(card.mood_after)} now.`),
    card.answer_before ? el("p", { class: "soft" }, `The first was answered with: ${quoted(card.answer_before)}`) : null,
  ];
}

export function note(card, { copied }) {
  const text = `Subject: ${card.subject}\n\n${card.text}`;
  const shown = el("div", { class: "note-text", tabindex: "0", role: "region", "aria-label": "Text of the note" }, text);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      copied("The note is copied. Read it once more before you send it.");
    } catch {
      getSelection().selectAllChildren(shown);
      copied("Your browser does not let me copy. The note is selected: copy it with Ctrl-C, or hold it on a phone.");
    }
  };
  return [el("h3", {}, "Follow-up note to the manager"), shown, el("button", { type: "button", onclick: copy }, "Copy the note")];
}

export function plan(card) {
  if (!card.rows.length) return [el("h3", {}, "Plan"), el("p", {}, "There is no plan yet: nothing came out that could be worked on. Ask what made them hesitate, and one will grow from it.")];
  return [
    el("h3", {}, "Your plan"),
    table(
      "Gap, action, measure, date",
      ["Gap", "Action", "Measure", "Date"],
      card.rows.map((r) => [capital(r.gap || "Agreed"), `${r.action}${r.agreed ? "" : " (not agreed yet)"}`, r.measure, r.date]),
      { stacked: true },
    ),
  ];
}

export function bestLines(card) {
  const lines = card.lines.map((line) => el("li", {}, el("p", { class: "soft" }, `${capital(momentName(line.stage))} · ${line.overall} of 100`), el("p", {}, quoted(line.reply))));
  return [
    el("h3", {}, "Your own best lines, for the real meeting"),
    lines.length ? el("ul", { class: "lines" }, lines) : el("p", {}, "No line is strong enough yet. The lines to work on in the debrief are a start; say the better ones in your own words."),
  ];
}

function linesShown(title, lines, advice) {
  if (!lines.length) return [];
  return [
    el("h3", {}, title),
    el(
      "ul",
      { class: "lines" },
      lines.map((line) => el("li", {}, el("p", {}, el("strong", {}, `${line.overall} `), quoted(line.reply)), el("p", { class: "soft" }, line.why), advice && line.next_point ? el("p", {}, el("strong", {}, "Better: "), line.next_point) : null)),
    ),
  ];
}

function hesitation(h) {
  const told = h.told.length ? h.told.join(" ") : "stayed hidden; a question for it would have brought it out.";
  const hidden = h.told.length && h.hidden.length ? ` Still hidden: ${h.hidden.map((name) => `the ${name}`).join(" and ")}.` : "";
  return el("li", {}, el("p", {}, el("strong", {}, `${capital(h.gap)}: `), told, el("span", { class: "soft" }, hidden)));
}

/** Return the debrief and the places for its two charts. */
export function debrief(card) {
  const summary = el("p", { class: "lead" }, el("strong", {}, card.title), ` ${card.says}`);
  if (!card.replies) return { parts: [summary, el("p", {}, "Nothing was said yet, so there is nothing to score.")], charts: {} };
  const courseChart = el("div", { class: "chart" });
  const reasonsChart = el("div", { class: "chart tall" });
  const parts = [
    summary,
    el("p", { class: "overall" }, String(card.overall), el("small", {}, ` of 100 over ${count(card.replies, "reply", "replies")}`)),
    el("h2", { class: "far" }, "How far you got"),
    reasonsChart,
    table(
      "Each reason for the meeting: how far it was reached",
      ["Dimension", "Reached", "Mean of 4", "Reply by reply"],
      card.reasons.map((r) => [el("span", {}, r.label, el("br", {}), el("small", { class: "plain-weight" }, r.reason)), r.reached, r.mean === null ? "not rated" : r.mean.toFixed(1), r.course.join(" ") || "-"]),
      { stacked: true },
    ),
    el("h2", {}, "Reply by reply"),
    courseChart,
    table(
      "Score of each reply, of 100",
      ["Reply", ...card.course.map((_, place) => String(place + 1))],
      [["Score", ...card.course.map(String)]],
    ),
    ...linesShown("Your best lines", card.best, false),
    ...linesShown("Lines to work on", card.to_work_on, true),
    el("h3", {}, "What came out about you"),
    el("ul", { class: "lines" }, card.hesitations.map(hesitation)),
    el(
      "dl",
      {},
      el("dt", {}, "What the manager agreed to"),
      el("dd", {}, card.agreements.length ? card.agreements.join("; ") : "Nothing this time."),
      el("dt", {}, "What it told you about the place"),
      el("dd", {}, [...card.culture_facts, card.culture].join(" ")),
      el("dt", {}, "How this manager is won"),
      el("dd", {}, card.won_by),
      el("dt", {}, "To practise next"),
      el("dd", {}, card.practise_next),
    ),
    ...card.other_ways
      .filter((way) => way.replies.length)
      .flatMap((way) => [el("h3", {}, "The other way you tried"), el("p", {}, `${way.overall} of 100 from there on. ${way.ending ?? ""}`), el("ul", {}, way.replies.map((reply) => el("li", {}, quoted(reply))))]),
    ...(card.disagreements.length ? [el("h3", {}, "Scores you see otherwise"), el("ul", {}, card.disagreements.map(([reply, reason]) => el("li", {}, quoted(reply), reason ? ` - ${reason}` : "")))] : []),
    card.hints_taken ? el("p", { class: "soft" }, `You asked for ${count(card.hints_taken, "hint", "hints")}, which is what they are for.`) : "",
  ];
  return { parts, charts: { courseChart, reasonsChart } };
}
