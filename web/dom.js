// Building the page. Text goes in by textContent only: nothing that a user typed is ever read as markup.

/** Return a new element. Properties named on* are listeners; others are attributes; false and null are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

export const byId = (id) => document.getElementById(id);

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

/** Return a score of 0 to 4 as dots with the number, "not rated" for null. */
export function dots(score) {
  if (score === null || score === undefined) return el("span", { class: "soft" }, "not rated");
  const level = score >= 3 ? "high" : score === 2 ? "mid" : "low";
  const drawn = el("span", { class: `dots ${level}`, "aria-hidden": "true" }, "●".repeat(score) + "○".repeat(4 - score));
  return el("span", {}, drawn, ` ${score}`, el("span", { class: "soft" }, el("span", { "aria-hidden": "true" }, "/4"), el("span", { class: "hidden-text" }, " of 4")));
}

/** Return a table; `rows` hold texts or nodes, the first cell of each is its heading. With `stacked`, each row becomes a block on a phone. */
export function table(caption, heads, rows, { stacked = false } = {}) {
  const role = (name) => (stacked ? { role: name } : {}); // as blocks, browsers would forget that it is a table
  const head = el("tr", role("row"), heads.map((text) => el("th", { scope: "col", ...role("columnheader") }, text)));
  const cell = (content, place) =>
    place === 0 ? el("th", { scope: "row", ...role("rowheader") }, content) : el("td", { "data-label": stacked ? heads[place] : null, ...role("cell") }, el("span", {}, content));
  const body = rows.map((row) => el("tr", role("row"), row.map(cell)));
  const made = el("table", { class: stacked ? "stacked" : null, ...role("table") }, el("caption", {}, caption), el("thead", role("rowgroup"), head), el("tbody", role("rowgroup"), body));
  return el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": caption }, made);
}

/** Keep a value in the browser's storage; where the browser forbids that, until the page is left. */
const kept = new Map();
function inStorage(act, instead) {
  try {
    return act(localStorage);
  } catch {
    return instead();
  }
}
export const memory = {
  get: (key) => inStorage((storage) => storage.getItem(`sitdown.${key}`), () => kept.get(key) ?? null),
  set: (key, value) => inStorage((storage) => storage.setItem(`sitdown.${key}`, value), () => kept.set(key, value)),
  drop: (key) => inStorage((storage) => storage.removeItem(`sitdown.${key}`), () => kept.delete(key)),
};
