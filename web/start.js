// The start page: which meeting, which manager, how; drills.
import { byId, el } from "./dom.js";

export const OWN = "own_meeting";

/** Fill the form from the menu; `wanted` names what a link or the widget chose beforehand. */
export function fillStart(menu, { wanted, onDrill }) {
  const own = { id: OWN, title: "My own meeting", intro: "Six short questions about your job and what you were told; the manager is then made from your answers. Each can be left out." };
  const scenarios = [...menu.scenarios, own];
  const chosen = scenarios.some((s) => s.id === wanted.scenario) ? wanted.scenario : menu.scenarios[0]?.id;
  const persona = menu.managers.some((m) => m.id === wanted.persona) ? wanted.persona : (menu.managers.find((m) => m.id === "supportive") ?? menu.managers[0])?.id;
  byId("scenarios").replaceChildren(...scenarios.map((s) => choice("scenario", s.id, s.title, "", s.intro, s.id === chosen)));
  const managers = [...menu.managers].sort((a, b) => (b.id === "supportive") - (a.id === "supportive"));
  byId("managers").replaceChildren(...managers.map((m) => choice("persona", m.id, m.name, m.about, "", m.id === persona)));
  byId("drills").replaceChildren(...menu.drills.map((d) => el("li", {}, el("button", { type: "button", onclick: () => onDrill(d) }, d.title))));
  const form = byId("start-form");
  const showManagers = () => {
    byId("managers-field").hidden = new FormData(form).get("scenario") === OWN;
  };
  byId("scenarios").addEventListener("change", showManagers);
  showManagers();
  form.querySelector("[type=submit]").disabled = false;
}

function choice(name, value, title, about, more, checked) {
  const box = el("input", { type: "radio", name, value, checked });
  return el("label", { class: "choice" }, box, el("span", {}, el("strong", {}, title), about ? el("small", {}, about) : null, more ? el("small", { class: "more" }, more) : null));
}

/** Return what is chosen: {scenario, persona, mode, name}. */
export function chosen() {
  const form = new FormData(byId("start-form"));
  const name = String(form.get("name") ?? "").trim();
  return { scenario: form.get("scenario"), persona: form.get("persona"), mode: form.get("mode"), ...(name ? { name } : {}) };
}
