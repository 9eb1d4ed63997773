// The frame: menus that close, the menu sheet on phones, the shortcuts P and /, toasts.
const side = document.getElementById("menu");

function closeDrops(except) {
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (drop !== except) drop.open = false;
  }
}

function openSheet() {
  side.classList.add("open");
  side.querySelector("[data-menu-close]").focus();
}

function closeSheet() {
  side.classList.remove("open");
  document.querySelector("[data-menu]")?.focus();
}

document.addEventListener("click", (event) => {
  const here = event.target.closest("details.drop");
  closeDrops(here);
  if (event.target.closest("[data-close]")) event.target.closest(".alert").remove();
  if (!side) return;
  if (event.target.closest("[data-menu]")) { event.preventDefault(); openSheet(); }
  if (event.target.closest("[data-menu-close]")) { event.preventDefault(); closeSheet(); }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const drop = document.querySelector("details.drop[open]");
    closeDrops();
    drop?.querySelector("summary").focus();
    if (side?.classList.contains("open")) closeSheet();
    return;
  }
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "/") {
    const boxes = [...document.querySelectorAll('#search-box, .seek input')];
    const box = boxes.find((one) => one.offsetParent !== null);
    if (box) { event.preventDefault(); box.focus(); box.select(); }
    return;
  }
  document.querySelector(`[data-shortcut="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});

// Good news goes by itself; warnings and refusals wait to be read.
function fade(toast) {
  if (toast.matches?.(".alert-success, .alert-info")) setTimeout(() => toast.remove(), 8000);
}
const toasts = document.getElementById("toasts");
for (const toast of toasts.children) fade(toast);
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) fade(node);
}).observe(toasts, { childList: true });

function say(text) {
  const toast = document.createElement("div");
  toast.className = "alert alert-danger";
  toast.textContent = text;
  toasts.append(toast);
}
const english = document.documentElement.lang === "en";
document.addEventListener("htmx:sendError", () => say(english ? "No connection. What you typed is still here; try again." : "连不上服务器。您填的内容还在，请稍后再试。"));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) say(english ? "Something went wrong on our side. Nothing was half done." : "服务器出错了，这一步没有做成，也没有做一半。");
});

// Forms marked so are sent as soon as a choice is made; without scripts their button does it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

// A second tap while the first is on its way sends nothing: what was meant once is written once.
const PATIENCE_MS = 5000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method") !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, PATIENCE_MS);
});
