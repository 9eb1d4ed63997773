// A page behind a code on which things are tapped (a driver on the way, a volunteer who comes and goes): each tap is
// kept on the phone with its time and sent once when there is a network. Without scripts the plain forms do their work.
(async () => {
  const trip = document.getElementById("trip");
  if (!trip) return;
  const words = JSON.parse(document.getElementById("words").textContent);
  const pending = document.getElementById("pending");
  const net = document.getElementById("net");
  const { Outbox, newId } = window.qiaoOutbox;
  const { keep, piece, button, reasonOf } = window.qiaoPhone;
  const code = trip.dataset.code;

  keep(trip);
  const outbox = new Outbox(trip.dataset.send, draw, trip.dataset.store || "qiao-trips");
  try {
    await outbox.open();
  } catch {
    return;
  }

  async function mine() {
    const all = await outbox.all();
    return all.filter((item) => item.state === "sent" || new Map(item.fields).get("code") === code);
  }

  function lineOf(item) {
    const said = new Map(item.fields);
    const line = piece("li", "");
    line.dataset.state = item.state;
    const tone = { waiting: "wait", sending: "move", refused: "stop" }[item.state];
    const stop = said.get("stop") && document.getElementById(`stop-${said.get("stop")}`)?.textContent.trim();
    const at = new Date(said.get("at")).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    line.append(piece("span", words.states[item.state], `state tone-${tone}`), piece("p", [words.kinds[said.get("kind")], at, stop, said.get("words")].filter(Boolean).join(" · "), "outbox-said"));
    if (item.state === "refused") line.append(piece("p", `${words.refused} ${reasonOf(item)}`, "alert alert-danger"));
    const deeds = piece("p", "", "outbox-deeds");
    if (item.state === "waiting") deeds.append(button(words.now, () => outbox.flush(true), "btn-primary"));
    if (item.state !== "sending") deeds.append(button(words.discard, () => discard(item)));
    line.append(deeds);
    return line;
  }

  async function discard(item) {
    if (await outbox.take(item.id)) await outbox.remove(item.id);
  }

  // What was tapped is not offered a second time while it waits.
  function hideTapped(items) {
    const tapped = new Set(items.filter((item) => item.state !== "refused").map((item) => {
      const said = new Map(item.fields);
      return `${said.get("kind")} ${said.get("stop") || ""}`;
    }));
    for (const form of trip.querySelectorAll("form.tell")) {
      const { kind, stop } = form.elements;
      if (kind.value !== "PROBLEM") form.hidden = tapped.has(`${kind.value} ${stop ? stop.value : ""}`);
    }
  }

  let arrived = false;
  async function draw() {
    net.hidden = navigator.onLine;
    const items = await mine();
    for (const item of items.filter((one) => one.state === "sent")) {
      await outbox.db.delete("items", item.id);
      arrived = true;
    }
    const left = items.filter((item) => item.state !== "sent");
    pending.hidden = !left.length;
    pending.replaceChildren(...left.map(lineOf));
    hideTapped(left);
    // Everything arrived: the page shows what the server has.
    if (arrived && !left.some((item) => ["waiting", "sending"].includes(item.state))) {
      arrived = false;
      location.reload();
    }
  }

  for (const form of trip.querySelectorAll("form.tell")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
      const said = new Map(fields);
      form.querySelector(".errorlist")?.remove();
      if (said.get("kind") === "PROBLEM" && !said.get("words").trim()) {
        form.querySelector("textarea").after(piece("p", words.empty, "errorlist"));
        form.querySelector("textarea").focus();
        return;
      }
      fields.push(["code", code], ["at", new Date().toISOString()]);
      try {
        await outbox.keepDraft({ id: newId(), fields, photos: [] }, "waiting");
      } catch {
        form.append(piece("p", words.unkept, "errorlist"));
        return;
      }
      form.reset();
      form.closest("details")?.removeAttribute("open");
      await outbox.flush(true);
    });
  }
  window.addEventListener("online", () => { draw(); outbox.flush(true); });
  window.addEventListener("offline", draw);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") outbox.flush(true);
  });

  await draw();
  await outbox.flush(true);
  trip.dataset.ready = "yes";
})();
