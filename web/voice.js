// Dictation and reading aloud by the browser: off until switched on, and only where the browser has them.
import { byId, el } from "./dom.js";

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
const canSpeak = "speechSynthesis" in window && typeof SpeechSynthesisUtterance === "function";
let readsAloud = false;

export function setUpVoice({ say }) {
  const choices = byId("voice-choices");
  if (Recognition) {
    choices.append(
      choice("Dictate my replies", "Your browser turns your voice into text. Some browsers, Chrome among them, send the sound to their maker for that; this page never gets the sound, only the text, and sends nothing until you press Send.", (on) => {
        byId("dictate").hidden = !on;
      }),
    );
    setUpDictation(say);
  }
  if (canSpeak) {
    choices.append(
      choice("Read the manager's lines aloud", "Your browser speaks with the voices of your device where there are any; a few browsers have their maker's server make the voice. Use earphones if others can hear.", (on) => {
        readsAloud = on;
        if (!on) speechSynthesis.cancel();
      }),
    );
  }
  byId("voice").hidden = !choices.children.length;
}

function choice(title, privacy, switched) {
  const box = el("input", { type: "checkbox", onchange: (event) => switched(event.target.checked) });
  return el("label", { class: "choice" }, box, el("span", {}, el("strong", {}, title), el("small", {}, privacy)));
}

function setUpDictation(say) {
  const button = byId("dictate");
  const box = byId("reply");
  let listening = null;
  const stop = () => listening?.stop();
  button.addEventListener("click", () => {
    if (listening) return stop();
    listening = new Recognition();
    listening.lang = "en-US";
    listening.continuous = true;
    listening.addEventListener("result", (event) => {
      for (const result of [...event.results].slice(event.resultIndex)) {
        if (!result.isFinal) continue;
        box.value = `${box.value.trimEnd()} ${result[0].transcript.trim()}`.trim();
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    listening.addEventListener("error", (event) => {
      say(event.error === "not-allowed" ? "The browser does not allow the microphone here. Allow it in the browser's settings, or type." : "The dictation stopped. Try once more, or type.");
    });
    listening.addEventListener("end", () => {
      listening = null;
      button.setAttribute("aria-pressed", "false");
      button.textContent = "Dictate";
    });
    listening.start();
    button.setAttribute("aria-pressed", "true");
    button.textContent = "Stop dictating";
  });
  byId("composer").addEventListener("submit", stop);
}

export function readAloud(text) {
  if (!readsAloud) return;
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.lang = "en-US";
  const own = speechSynthesis.getVoices().find((voice) => voice.localService && voice.lang.startsWith("en"));
  if (own) spoken.voice = own;
  speechSynthesis.speak(spoken);
}
