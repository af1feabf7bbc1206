// Charts by Chart.js, fetched when the first one is shown. Each stands beside a table with the same numbers.
import { el } from "./dom.js";

let loading = null;
const drawn = new Set();

function chartLibrary() {
  loading ??= new Promise((done, failed) => {
    document.head.append(el("script", { src: "vendor/chart.js/chart.umd.min.js", onload: () => done(window.Chart), onerror: () => failed(new Error("chart library")) }));
  });
  return loading.catch((error) => {
    loading = null;
    throw error;
  });
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function settings() {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const axis = () => ({ ticks: { color: colour("soft"), font: { size: 13, family: 'system-ui, sans-serif' } }, grid: { color: colour("line") }, border: { color: colour("line") } });
  return { still, axis };
}

async function draw(place, label, make) {
  const canvas = el("canvas", { role: "img", "aria-label": `${label}. The table below has the numbers.` });
  place.replaceChildren(canvas);
  let Chart;
  try {
    Chart = await chartLibrary();
  } catch {
    place.hidden = true; // the table says it all
    return;
  }
  const show = () => {
    const { still, axis } = settings();
    return new Chart(canvas, make({ axis, options: { maintainAspectRatio: false, animation: still ? false : { duration: 400 }, plugins: { legend: { display: false } } } }));
  };
  const entry = { canvas, show, chart: show() };
  for (const old of drawn) if (!old.canvas.isConnected) drawn.delete(old);
  drawn.add(entry);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const entry of drawn) {
    entry.chart.destroy();
    if (entry.canvas.isConnected) entry.chart = entry.show();
    else drawn.delete(entry);
  }
});

/** Draw scores one after the other as a line. */
export function course(place, label, names, values, highest) {
  return draw(place, label, ({ axis, options }) => ({
    type: "line",
    data: { labels: names, datasets: [{ data: values, borderColor: colour("accent"), backgroundColor: colour("accent"), pointRadius: 5, borderWidth: 2, tension: 0.2, clip: 8 }] },
    options: { ...options, scales: { x: axis(), y: { ...axis(), min: 0, max: highest, ticks: { ...axis().ticks, stepSize: highest / 4 } } } },
  }));
}

/** Draw the means of the dimensions, 0 to 4, as bars; those not rated stay empty. */
export function bars(place, label, names, values) {
  return draw(place, label, ({ axis, options }) => ({
    type: "bar",
    data: { labels: names, datasets: [{ data: values.map((v) => v ?? 0), backgroundColor: colour("accent"), maxBarThickness: 20, borderRadius: 4 }] },
    options: { ...options, indexAxis: "y", scales: { x: { ...axis(), min: 0, max: 4, ticks: { ...axis().ticks, stepSize: 1 } }, y: { ...axis(), grid: { display: false } } } },
  }));
}
