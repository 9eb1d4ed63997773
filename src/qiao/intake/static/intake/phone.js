// What the pages behind codes share: the worker that keeps them on the phone, and small pieces of a page.
(() => {
  const here = location.origin + location.pathname;

  async function tell(message) {
    const ready = await navigator.serviceWorker?.ready;
    if (!ready?.active) return;
    const { port1, port2 } = new MessageChannel();
    const heard = new Promise((done) => { port1.onmessage = done; setTimeout(done, 3000); });
    ready.active.postMessage(message, [port2]);
    await heard;
  }

  // The page was open before the worker was: it asks to be kept, so that it opens again without a network.
  async function keep(form) {
    if (!("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register(form.dataset.worker);
      await tell({ keep: here });
      form.dataset.kept = "yes";
    } catch {
      // Without a secure address there is no worker; the page works while it is open.
    }
  }

  function piece(tag, text, className = "") {
    const one = document.createElement(tag);
    one.textContent = text;
    one.className = className;
    return one;
  }

  function button(text, onClick, style = "") {
    const one = piece("button", text, `btn btn-sm ${style}`);
    one.type = "button";
    one.addEventListener("click", onClick);
    return one;
  }

  function reasonOf(item) {
    const named = Object.values(item.errors || {}).flat().map((one) => one.message || one);
    return [item.error, ...named].filter(Boolean).join(" ");
  }

  window.qiaoPhone = { keep, forget: () => tell({ forget: here }).catch(() => {}), piece, button, reasonOf };
})();
