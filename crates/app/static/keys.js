// Keys for who works through many leads. No page needs them: every act is a form.
// `?` switches them off and on (WCAG 2.1.4), and the browser remembers it.
const OFF = "spoor-keys-off";
const typing = (e) => e.target.closest("input:not([type=radio]), select, textarea");
const rows = () => [...document.querySelectorAll("[data-keys=list] .what")];
const at = () => rows().indexOf(document.activeElement);
const go = (n) => {
  const all = rows();
  all[Math.max(0, Math.min(all.length - 1, n))]?.focus();
};
const press = (key) => {
  const found = document.querySelector(`[data-key="${key}"]`);
  if (!found) return false;
  if (found instanceof HTMLFormElement) {
    found.requestSubmit();
  } else {
    found.click();
    found.closest("form").querySelector("select")?.focus();
  }
  return true;
};
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || typing(e)) return;
  if (e.key === "?") {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    return;
  }
  if (localStorage.getItem(OFF)) return;
  if (e.key === "j") go(at() + 1);
  else if (e.key === "k") go(at() - 1);
  else if (!(/^[a-z]$/.test(e.key) && press(e.key))) return;
  e.preventDefault();
});
