// The pages beside the meeting: progress, my data, downloads.
import { file, hasSession, json } from "./api.js";
import { byId, capital, el, table } from "./dom.js";
import * as charts from "./charts.js";

const FORMATS = [
  ["html", "Page (HTML)"],
  ["md", "Text (Markdown)"],
  ["json", "Data (JSON)"],
  ["ics", "Dates (ICS)"],
];

/** Return the download buttons of a rehearsal; without a number of the last one. */
export function downloads(say, number) {
  return FORMATS.map(([format, title]) =>
    el("button", { type: "button", onclick: () => download(format, number, say), "aria-label": number ? `${title} of rehearsal ${number}` : title }, title),
  );
}

async function download(format, number, say) {
  try {
    const { name, blob } = await file(`/api/export?format=${format}${number ? `&rehearsal=${number}` : ""}`);
    const address = URL.createObjectURL(blob);
    const link = el("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    say(`${name} is downloaded.`, 4000);
  } catch (error) {
    say(told(error, "The file could not be made just now. Try again in a moment."));
  }
}

const told = (error, instead) => (error.kind === "unreachable" && !error.message.includes(" ") ? instead : error.message || instead);

async function fetched(body, path, show) {
  body.replaceChildren(el("p", { class: "soft" }, "Fetching ..."));
  if (!hasSession()) return show(null);
  try {
    show(await json(path, { session: false }));
  } catch (error) {
    if (error.kind === "gone") return show(null);
    const again = el("button", { type: "button", onclick: () => fetched(body, path, show) }, "Try again");
    body.replaceChildren(el("p", { class: "notice" }, "The server can't be reached at the moment. What you did is stored there, and nothing is lost. ", again));
  }
}

/** Show the rehearsals over time. */
export function showProgress() {
  const body = byId("progress-body");
  return fetched(body, "/api/progress", (card) => {
    const rehearsals = card?.rehearsals ?? [];
    if (!rehearsals.length) {
      body.replaceChildren(el("p", {}, "There is no rehearsal yet. After your first one, this page shows how each of the six skills moves."), el("p", {}, el("a", { href: "#/" }, "Begin one")));
      return;
    }
    const overall = el("div", { class: "chart" });
    const rated = card.dimensions.filter((d) => d.course.length);
    body.replaceChildren(
      ...[
        card.practise_next ? el("p", { class: "lead" }, el("strong", {}, "To practise next: "), card.practise_next) : "",
        card.weeks_in_a_row > 1 ? el("p", {}, `You have rehearsed ${card.weeks_in_a_row} weeks in a row.`) : "",
        el("h2", {}, "Overall, rehearsal by rehearsal"),
        overall,
        table(
          "Your rehearsals",
          ["Day", "Meeting", "Manager", "Replies", "Overall of 100"],
          rehearsals.map((r) => [el("span", { class: "day" }, String(r.begun).slice(0, 10)), r.scenario, r.manager, String(r.replies), `${r.overall}${r.outcome ? "" : " (not finished)"}`]),
          { stacked: true },
        ),
        el("h2", {}, "Each skill"),
        table(
          "Mean of 4, one rehearsal after the other",
          ["Skill", "Course", "Last", "Change"],
          rated.map((d) => [d.label, d.course.slice(-10).map((v) => v.toFixed(1)).join(" "), d.course.at(-1).toFixed(1), trend(d.course)]),
        ),
      ].filter(Boolean),
    );
    charts.course(overall, `Overall scores: ${rehearsals.map((r) => r.overall).join(", ")}`, rehearsals.map((_, place) => String(place + 1)), rehearsals.map((r) => r.overall), 100);
  });
}

function trend(course) {
  if (course.length < 2) return "-";
  const change = course.at(-1) - course[0];
  return Math.abs(change) < 0.25 ? "steady" : change > 0 ? `rising (+${change.toFixed(1)})` : `falling (${change.toFixed(1)})`;
}

/** Show what is stored, with deletion; `forgotten` is called after everything is gone. */
export function showData({ say, forgotten }) {
  const body = byId("data-body");
  const again = () => showData({ say, forgotten });
  return fetched(body, "/api/rehearsals", (answer) => {
    const rehearsals = Array.isArray(answer) ? answer : (answer?.rehearsals ?? []);
    const remove = async (query, done) => {
      try {
        await json(`/api/rehearsals?${query}`, { method: "DELETE", session: false });
        done();
      } catch (error) {
        say(told(error, "That could not be deleted just now: the server can't be reached. Try again in a moment."));
      }
    };
    const one = (r) =>
      confirmed(`Delete rehearsal ${r.number}?`, `${r.scenario}, with ${r.manager}, of ${r.day}. What you said and its scores are deleted for good; this can't be undone.`, () =>
        remove(`rehearsal=${r.number}`, () => {
          forgotten(r.number === rehearsals.at(-1).number);
          say(`Rehearsal ${r.number} is deleted.`, 5000);
          again().then(() => byId("data-title").focus());
        }),
      );
    const all = () =>
      confirmed("Delete everything?", "All your rehearsals, scores, notes and your name are deleted from the server for good, and this browser forgets its key. This can't be undone.", () =>
        remove("all=true", () => {
          forgotten(true, true);
          say("Everything is deleted.", 6000);
          again().then(() => byId("data-title").focus());
        }),
      );
    const list = rehearsals.map((r) =>
      el(
        "li",
        { class: "card" },
        el("h2", { class: "small" }, `${r.number}. ${capital(r.scenario ?? "")}`),
        el("p", {}, `${r.day}, with ${r.manager}${r.overall === null || r.overall === undefined ? "" : `: ${r.overall} of 100`}`),
        el("div", { class: "buttons" }, downloads(say, r.number), el("button", { type: "button", class: "danger", onclick: () => one(r), "aria-label": `Delete rehearsal ${r.number}` }, "Delete")),
      ),
    );
    body.replaceChildren(
      rehearsals.length ? el("ul", { class: "plain" }, list) : el("p", {}, "No rehearsal is stored under this browser's key."),
      ...(hasSession() ? [el("h2", {}, "Delete everything"), el("button", { type: "button", class: "danger", onclick: all }, "Delete all my data")] : []),
    );
  });
}

/** Ask before something that can't be undone. */
function confirmed(title, text, yes) {
  const dialog = byId("confirm");
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  byId("confirm-no").onclick = () => dialog.close();
  byId("confirm-yes").onclick = () => {
    dialog.close();
    yes();
  };
  dialog.showModal();
  byId("confirm-no").focus();
}
