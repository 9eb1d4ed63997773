// The entry in hand: when the page is closed it is kept for one minute only; a sign of life within it keeps it on.
const lease = document.querySelector("[data-leave]");
let isAnswered = false;

// A result that is on its way must not meet its own farewell.
document.addEventListener("submit", () => { isAnswered = true; });

window.addEventListener("pagehide", () => {
  if (!lease || isAnswered) return;
  const said = new FormData();
  said.append("csrfmiddlewaretoken", lease.dataset.token);
  navigator.sendBeacon(lease.dataset.leave, said);
});

// Back from the cache of the browser: the entry may be in other hands by now.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
