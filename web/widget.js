/*
 * Sitdown's widget: a button that opens the rehearsal in a frame. One tag is all a page needs:
 *
 *   <script src="https://YOUR-SITDOWN/widget.js" async
 *     data-scenario="nurse_charge_nurse"  the meeting that is chosen beforehand
 *     data-persona="supportive"           the manager likewise
 *     data-colour="#1f5f5b"               of the button, as #rrggbb
 *     data-label="Rehearse the talk"      the text of the button
 *     data-lang="en"                      its language, when there is no label: en de es fr it nl pl pt
 *   ></script>
 *
 * Everything lives in a shadow root, so neither page changes the looks of the other. Nothing is fetched from the
 * server but this file until the button is pressed.
 */
(() => {
  "use strict";
  const tag = document.currentScript;
  if (!tag || window.sitdownWidget) return;
  window.sitdownWidget = true;

  const LABELS = {
    en: ["Rehearse the talk", "Close", "Rehearsal"],
    de: ["Gespräch üben", "Schließen", "Gesprächsübung"],
    es: ["Ensayar la conversación", "Cerrar", "Ensayo"],
    fr: ["Répéter l'entretien", "Fermer", "Répétition"],
    it: ["Prova il colloquio", "Chiudi", "Prova"],
    nl: ["Oefen het gesprek", "Sluiten", "Oefening"],
    pl: ["Przećwicz rozmowę", "Zamknij", "Ćwiczenie"],
    pt: ["Ensaiar a conversa", "Fechar", "Ensaio"],
  };
  const options = tag.dataset;
  const server = new URL(tag.src);
  const lang = LABELS[options.lang] ? options.lang : "en";
  const [label, closeLabel, title] = LABELS[lang];
  const colour = /^#[0-9a-f]{6}$/i.test(options.colour || options.color || "") ? options.colour || options.color : "#1f5f5b";
  const OPEN = "sitdown-widget-open";

  /** Black or white, whichever is read better on the colour (WCAG's relative luminance). */
  function inkOn(hex) {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
  }

  const STYLE = `
    :host { all: initial !important; }
    * { box-sizing: border-box; }
    button { font: 600 16px/1.2 system-ui, sans-serif; cursor: pointer; border: 0; min-height: 48px; }
    button:focus-visible { outline: 3px solid ${colour}; outline-offset: 3px; box-shadow: 0 0 0 3px #ffffff; }
    .launch { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; max-width: calc(100vw - 32px); padding: 12px 20px; border-radius: 999px;
      background: ${colour}; color: ${inkOn(colour)}; box-shadow: 0 4px 18px rgb(0 0 0 / 28%); }
    .panel { position: fixed; inset: 0; z-index: 2147483001; display: flex; flex-direction: column; background: #faf7f2; }
    .panel[hidden], .launch[hidden] { display: none; }
    .bar { display: flex; justify-content: space-between; align-items: center; padding-left: 16px; font: 600 15px/1.2 system-ui, sans-serif; color: #2b2723; }
    .close { width: 48px; padding: 0; border-radius: 10px; background: transparent; color: inherit; font-size: 24px; line-height: 1; outline-offset: -3px !important; }
    iframe { flex: 1; width: 100%; border: 0; background: transparent; color-scheme: light dark; }
    .catch { position: absolute; width: 1px; height: 1px; opacity: 0; }
    @media (min-width: 560px) and (min-height: 480px) {
      .panel { inset: auto 16px 16px auto; width: 430px; height: min(720px, calc(100vh - 32px)); border-radius: 16px; overflow: hidden; box-shadow: 0 10px 50px rgb(0 0 0 / 35%); }
    }
    @media (prefers-color-scheme: dark) { .panel { background: #1b1917; } .bar { color: #ece6dd; } }
  `;

  function made(kind, attributes, text) {
    const node = document.createElement(kind);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    return node;
  }

  const remember = (open) => {
    try {
      if (open) sessionStorage.setItem(OPEN, "1");
      else sessionStorage.removeItem(OPEN);
    } catch {
      /* a page without storage forgets */
    }
  };

  function wasOpen() {
    try {
      return sessionStorage.getItem(OPEN) === "1";
    } catch {
      return false;
    }
  }

  function build() {
    const host = made("div", { "data-sitdown": "" });
    const root = host.attachShadow({ mode: "open" });
    try {
      const sheet = new CSSStyleSheet(); // allowed under every style-src
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(made("style", {}, STYLE));
    }
    const launch = made("button", { class: "launch", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", lang }, options.label || label);
    if (options.label) launch.removeAttribute("lang");
    const panel = made("div", { class: "panel", role: "dialog", "aria-modal": "true", "aria-label": title, lang, hidden: "" });
    const before = made("div", { class: "catch", tabindex: "0" });
    const close = made("button", { class: "close", type: "button", "aria-label": closeLabel }, "\u00d7");
    const after = made("div", { class: "catch", tabindex: "0" });
    const bar = made("div", { class: "bar" });
    bar.append(made("span", {}, title), close);
    panel.append(before, bar, after);
    root.append(launch, panel);
    document.body.append(host);
    let frame = null;

    function open(focus) {
      if (!frame) {
        const page = new URL("./", server);
        page.searchParams.set("embed", "1");
        for (const name of ["scenario", "persona"]) if (options[name]) page.searchParams.set(name, options[name]);
        frame = made("iframe", { title, src: page.href, allow: "microphone; clipboard-write", referrerpolicy: "no-referrer" });
        panel.insertBefore(frame, after);
      }
      panel.hidden = false;
      launch.hidden = true;
      launch.setAttribute("aria-expanded", "true");
      remember(true);
      if (focus) frame.focus();
    }

    function shut() {
      panel.hidden = true;
      launch.hidden = false;
      launch.setAttribute("aria-expanded", "false");
      remember(false);
      launch.focus();
    }

    launch.addEventListener("click", () => open(true));
    close.addEventListener("click", shut);
    panel.addEventListener("keydown", (event) => event.key === "Escape" && shut());
    before.addEventListener("focus", () => frame.focus()); // backwards out of the close button: into the frame
    after.addEventListener("focus", () => close.focus()); // forwards out of the frame: round to the close button
    window.addEventListener("message", (event) => {
      const isOurs = frame && event.source === frame.contentWindow && event.origin === server.origin;
      if (isOurs && event.data && event.data.sitdown === "close") shut();
    });
    if (wasOpen()) open(false);
  }

  if (document.body) build();
  else document.addEventListener("DOMContentLoaded", build);
})();
