// A page left open is emptied when its session has ended, also without a network: by the clock, or because somebody
// signed out in another tab. Typing is a deed: it keeps the session, so nobody loses a long form while writing it.
const template = document.getElementById("left");
const idle = Number(template.dataset.seconds) * 1000;
const SLACK_MS = 30_000, ASK_MS = 60_000, KEEP_MS = Math.min(5 * 60_000, idle / 3);
const others = new BroadcastChannel("qiao-here");
let last = Date.now(), kept = last;

function empty() {
  const link = template.content.querySelector("a");
  link.href = location.pathname + location.search;
  document.title = template.content.querySelector("h1").textContent;
  document.body.replaceChildren(template.content.cloneNode(true));
  document.body.className = "";
  others.close();
  clearInterval(asking);
}

function here() {
  last = Date.now();
  others.postMessage("here");
}

function look() {
  if (Date.now() - last > idle + SLACK_MS) empty();
}

others.addEventListener("message", (event) => {
  if (event.data === "here") last = Date.now();
  if (event.data === "left") empty();
});
document.addEventListener("input", () => {
  if (Date.now() - kept < KEEP_MS) return;
  kept = Date.now();
  fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok && here(), () => {});
});
document.addEventListener("htmx:afterRequest", (event) => {
  // A fragment that asks by itself is no deed, neither here nor to the server.
  if (event.detail.successful && event.detail.requestConfig.verb !== "get") here();
});
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/accounts/logout/")) others.postMessage("left");
});
document.addEventListener("visibilitychange", look);
const asking = setInterval(look, ASK_MS);
here();
