// Keys for who works through many leads. No page needs them: every act is a link or a form.
// `?` or the button shows them; there each can be given another key, and all can be switched off (WCAG 2.1.4).
// The browser remembers it.
const OFF = "spoor-keys-off";
const OWN = "spoor-keys";
const GO = { h: "/", i: "/inbox", l: "/inbox", c: "/cases", s: "/search", m: "/muted", a: "/audit" };
const MOVES = { j: "next row", k: "row before", x: "tick the row", v: "preview the row", "/": "search" };
const NAMES = {
  y: "pursue", w: "watch", n: "dismiss", u: "unsure", r: "refer", p: "park", m: "mute a value",
  a: "give to somebody", s: "ask a second opinion", z: "take back the last", ...MOVES,
};
const read = () => {
  try {
    return JSON.parse(localStorage.getItem(OWN)) ?? {};
  } catch {
    return {};
  }
};
// What a pressed key stands for: somebody's own key, or our own if nobody took it away.
const meant = (key) => {
  const own = read();
  const given = Object.keys(own).find((name) => own[name] === key);
  if (given) return given;
  return key in NAMES && !(key in own) ? key : "";
};
const typing = (e) => e.target.closest("input:not([type=radio], [type=checkbox]), select, textarea");
const rows = () => [...document.querySelectorAll("[data-keys=list] .what")];
const row = () => document.activeElement?.closest("li");
const at = () => rows().findIndex((what) => what.closest("li") === row());
const go = (n) => {
  const all = rows();
  all[Math.max(0, Math.min(all.length - 1, n))]?.focus();
};
const press = (key) => {
  const found = row()?.querySelector(`[data-key="${key}"]`) ?? document.querySelector(`[data-key="${key}"]`);
  if (!found) return false;
  const folded = found.closest("details");
  if (folded) folded.open = true;
  if (found instanceof HTMLFormElement) found.requestSubmit();
  else if (found.matches("input:not([type=radio], [type=checkbox]), select, textarea")) found.focus();
  else {
    found.click();
    if (found.type === "radio") found.closest("form").querySelector("select")?.focus();
  }
  return true;
};
const line = (name) => {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.maxLength = 1;
  input.size = 2;
  input.value = read()[name] ?? name;
  input.addEventListener("change", () => {
    const own = read();
    delete own[name];
    if (input.value && input.value !== name) own[name] = input.value;
    localStorage.setItem(OWN, JSON.stringify(own));
  });
  label.append(input, ` ${NAMES[name]}`);
  return label;
};
const show = () => {
  document.getElementById("keys")?.remove();
  const box = document.createElement("dialog");
  box.id = "keys";
  box.setAttribute("aria-labelledby", "keys-title");
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = "Keys";
  const off = document.createElement("label");
  const check = document.createElement("input");
  check.type = "checkbox";
  check.checked = !localStorage.getItem(OFF);
  check.addEventListener("change", () => {
    if (check.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  off.append(check, " keys are on");
  const words = document.createElement("p");
  words.textContent = "Enter opens a row. g and then h, i, c, s, m or a goes home, to inbox, cases, search, muted values, audit log.";
  const close = document.createElement("button");
  close.textContent = "Close";
  close.addEventListener("click", () => box.close());
  box.append(title, off, ...Object.keys(NAMES).map(line), words, close);
  document.body.append(box);
  box.showModal();
};
const move = (key) => {
  if (key === "j") go(at() + 1);
  else if (key === "k") go(at() - 1);
  else if (key === "x") row()?.querySelector("input[type=checkbox]")?.click();
  else if (key === "/") {
    const field = document.querySelector("[role=search] input");
    if (field) field.focus();
    else location.assign("/search");
  } else return press(key);
  return true;
};
let went = 0;
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || typing(e) || e.target.closest("dialog")) return;
  // Not even `?` while they are off: who speaks to the machine must not meet a key that is always there.
  if (localStorage.getItem(OFF)) return;
  if (e.key === "?") {
    show();
    e.preventDefault();
    return;
  }
  const arrow = { ArrowDown: "j", ArrowUp: "k" }[e.key];
  if (arrow && at() >= 0) {
    move(arrow);
  } else if (Date.now() - went < 1500 && e.key in GO) {
    went = 0;
    location.assign(GO[e.key]);
  } else if (e.key === "g") {
    went = Date.now();
    return;
  } else {
    const key = meant(e.key);
    if (!key || !(key in MOVES ? move(key) : press(key))) return;
  }
  e.preventDefault();
});
// Back in the list, where the person was.
document.querySelector("[data-keys=list] [aria-current=true] .what")?.focus();
const button = document.getElementById("show-keys");
if (button) {
  button.hidden = false;
  button.addEventListener("click", show);
}
