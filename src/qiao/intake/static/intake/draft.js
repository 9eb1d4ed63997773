// The review of a paste by keyboard: J and K walk, a letter says what the message is. Letters press buttons of the page.
const lines = () => [...document.querySelectorAll("[data-line]")].filter((one) => one.offsetParent !== null);
let here = location.hash.startsWith("#line-") ? location.hash.slice(1) : "";

function stand(line) {
  if (!line) return;
  here = line.id;
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
}

function current() {
  return document.activeElement?.closest?.("[data-line]") ?? document.getElementById(here);
}

document.addEventListener("focusin", (event) => {
  const line = event.target.closest?.("[data-line]");
  if (line) here = line.id;
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  const all = lines();
  if (key === "j" || key === "k") {
    event.preventDefault();
    const at = all.indexOf(current());
    if (key === "j" && at === all.length - 1) {
      document.querySelector('.pager a[rel="next"]')?.click();
      return;
    }
    stand(at < 0 ? all[0] : all[Math.max(0, at + (key === "j" ? 1 : -1))]);
    return;
  }
  const button = /^[a-z]$/.test(key) ? current()?.querySelector(`[data-key="${key}"]`) : null;
  if (button) { event.preventDefault(); button.click(); }
});

// After a verdict the message is drawn anew: whoever stood on it stands on it again.
document.addEventListener("htmx:afterSettle", () => {
  const line = document.getElementById(here);
  if (line && document.activeElement === document.body) stand(line);
});
if (here) stand(document.getElementById(here));
