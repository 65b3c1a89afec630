// Plays through the moves of a map, a day, week or month at a time. It reads the table of moves and hides
// what is not of the step; the server drew it all. The page is whole without this file.
const find = (what) => document.querySelector(what);
const all = (what) => [...document.querySelectorAll(what)];
const DAY = 86_400_000;
const PACE = 900;

const moves = all("#map-moves tbody tr").map((row) => ({ row, ...row.dataset }));
const day = (at) => new Date(at).toISOString().slice(0, 10);

// First days of the steps from the first move to the last, and the day after the last step.
const starts = (step) => {
  const days = moves.map((m) => m.day).filter(Boolean).sort();
  const first = new Date(`${days[0]}T00:00Z`);
  if (step === "week") first.setUTCDate(first.getUTCDate() - ((first.getUTCDay() + 6) % 7));
  if (step === "month") first.setUTCDate(1);
  const out = [];
  for (let at = first; out.length === 0 || out.at(-1) <= days.at(-1);) {
    out.push(day(at));
    at = new Date(at);
    if (step === "month") at.setUTCMonth(at.getUTCMonth() + 1);
    else at = new Date(at.getTime() + (step === "week" ? 7 : 1) * DAY);
  }
  return out;
};

const play = () => {
  const step = find("#map-step").value;
  const edges = starts(step);
  const slider = find("#map-slider");
  const now = find("#map-now");
  const run = find("#map-run");
  const ways = all("#map-chart [data-from]").map((g) => ({ g, text: g.querySelector(":scope > text") }));
  const texts = new Map(ways.filter((w) => w.text).map((w) => [w.text, w.text.textContent]));
  const key = (from, to) => `${from}\n${to}`;
  // The step that is shown; none while all are.
  let at;
  let timer;
  slider.max = String(edges.length - 2);

  // Shows one step, or with nothing all of them.
  const show = (n) => {
    at = n;
    const [from, to] = n === undefined ? ["", "￿"] : [edges[n], edges[n + 1]];
    const counts = new Map();
    const places = new Set();
    let sum = 0;
    for (const m of moves) {
      const inside = m.day >= from && m.day < to;
      m.row.hidden = !inside;
      if (!inside) continue;
      counts.set(key(m.from, m.to), (counts.get(key(m.from, m.to)) ?? 0) + 1);
      places.add(m.from).add(m.to);
      sum += 1;
    }
    for (const { g, text } of ways) {
      const count = counts.get(key(g.dataset.from, g.dataset.to)) ?? 0;
      g.classList.toggle("sd-off", count === 0);
      if (text) text.textContent = n === undefined ? texts.get(text) : `${count}×`;
    }
    for (const g of all("#map-chart [data-place]")) {
      g.classList.toggle("sd-off", n !== undefined && !places.has(g.dataset.place));
    }
    for (const bar of all("#arrivals-chart a, #adverts-chart a")) {
      const begins = new URL(bar.getAttribute("href"), location.href).searchParams.get("from");
      bar.classList.toggle("now", n !== undefined && begins === from);
    }
    const many = `${sum} ${sum === 1 ? "move" : "moves"}`;
    now.textContent = n === undefined ? `all: ${many}` : `${step} of ${from}: ${many}`;
    slider.setAttribute("aria-valuetext", now.textContent);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    run.textContent = "Play";
    run.setAttribute("aria-pressed", "false");
    now.setAttribute("aria-live", "polite");
  };
  const to = (n) => {
    slider.value = String(Math.max(0, Math.min(edges.length - 2, n)));
    show(Number(slider.value));
  };
  const on = (id, act) => find(id).addEventListener("click", act);
  on("#map-back", () => (stop(), to((at ?? edges.length - 1) - 1)));
  on("#map-next", () => (stop(), to((at ?? -1) + 1)));
  on("#map-all", () => (stop(), show()));
  slider.addEventListener("input", () => (stop(), to(Number(slider.value))));
  on("#map-run", () => {
    if (timer !== undefined) return stop();
    // Whoever listens is not told every step.
    now.setAttribute("aria-live", "off");
    run.textContent = "Pause";
    run.setAttribute("aria-pressed", "true");
    if (Number(slider.value) >= edges.length - 2) slider.value = "-1";
    to(Number(slider.value));
    timer = setInterval(() => {
      if (Number(slider.value) >= edges.length - 2) stop();
      else to(Number(slider.value) + 1);
    }, PACE);
    return undefined;
  });
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  find("#map-play").hidden = false;
  show();
};

if (moves.some((m) => m.day) && find("#map-chart svg")) play();
