// A picture that somebody asked to see is blurred again when nobody looks: when the page is left, or
// after half a minute. Without scripts it stays as long as the page.
const picture = document.querySelector("#revealed");
const told = document.querySelector("#blurred");
const blur = () => {
  if (!picture || picture.classList.contains("away")) return;
  picture.classList.add("away");
  if (told) told.textContent = "It is blurred again. To see it once more, go back and ask anew.";
};
addEventListener("blur", blur);
document.addEventListener("visibilitychange", () => document.hidden && blur());
addEventListener("pagehide", blur);
setTimeout(blur, 30_000);
