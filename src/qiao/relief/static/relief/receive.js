// The receiving page: checks what is said, keeps it on the phone, sends it once when there is a network.
// Without scripts, or where the phone keeps nothing, the plain form does its work.
(async () => {
  const form = document.getElementById("receipt");
  if (!form) return;
  const words = JSON.parse(document.getElementById("words").textContent);
  const kept = document.getElementById("kept");
  const net = document.getElementById("net");
  const quantity = form.elements.quantity;
  const sent = Number(quantity.dataset.sent);
  const { Outbox, newId } = window.qiaoOutbox;
  const { keep, forget, piece, button, reasonOf } = window.qiaoPhone;
  const NOT_KEPT = ["csrfmiddlewaretoken", "submission", "photos", "filled_at"];
  let photos = [];

  // ---- The stepper
  for (const button of form.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const now = quantity.value === "" ? sent : Number(quantity.value);
      quantity.value = Math.max(0, now + Number(button.dataset.step));
    });
  }
  // Whoever says "less" or "more" starts from what was sent.
  for (const radio of form.querySelectorAll(".choices input[type=radio]")) {
    radio.addEventListener("change", () => {
      if (radio.value !== "ALL" && quantity.value === "") quantity.value = sent;
    });
  }

  keep(form);

  const outbox = new Outbox(form.dataset.send, draw, "qiao-receipts");
  try {
    await outbox.open();
  } catch {
    return;
  }
  document.getElementById("photo-plain").hidden = true;
  const pick = document.getElementById("photo-pick");
  const shown = document.getElementById("photo-list");
  pick.hidden = false;

  // ---- Words above the form
  function tell(text, tone = "danger") {
    const said = document.getElementById("told");
    said.hidden = !text;
    said.className = `alert alert-${tone}`;
    said.textContent = text;
  }

  // ---- Photographs
  pick.querySelector("input").addEventListener("change", async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    for (const file of files) {
      if (photos.length >= Number(form.dataset.photos)) {
        tell(words.photos, "warning");
        break;
      }
      try {
        photos.push(await window.qiaoPhotos.shrink(file));
      } catch {
        tell(words.photo, "warning");
      }
    }
    drawPhotos();
  });

  function drawPhotos() {
    for (const old of shown.querySelectorAll("img")) URL.revokeObjectURL(old.src);
    shown.replaceChildren(...photos.map((photo, number) => {
      const line = document.createElement("li");
      const picture = document.createElement("img");
      picture.alt = words.photoNumber.replace("{n}", number + 1);
      picture.src = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
      line.append(picture, button(words.drop, () => { photos.splice(number, 1); drawPhotos(); }));
      return line;
    }));
    shown.hidden = !photos.length;
    pick.hidden = photos.length >= Number(form.dataset.photos);
  }

  // ---- The same rules as on the server
  function check() {
    const said = new Map(fieldsNow());
    const number = Number(said.get("quantity"));
    const isNumber = /^\d{1,10}$/.test((said.get("quantity") || "").trim());
    switch (said.get("outcome")) {
      case "ALL": return {};
      case "LESS": return !isNumber ? { quantity: words.quantity } : number < sent ? {} : { quantity: words.less.replace("{n}", sent) };
      case "MORE": return !isNumber ? { quantity: words.quantity } : number > sent ? {} : { quantity: words.more.replace("{n}", sent) };
      default: return { outcome: words.outcome };
    }
  }

  function showErrors(errors) {
    for (const old of form.querySelectorAll(".errorlist")) old.remove();
    for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    for (const [name, text] of Object.entries(errors)) {
      const input = form.querySelector(`[name="${CSS.escape(name)}"]`) || form.elements.outcome[0];
      input.closest(".field").append(piece("p", text, "errorlist"));
      input.setAttribute("aria-invalid", "true");
    }
    form.querySelector("[aria-invalid]")?.focus();
    tell(Object.keys(errors).length ? words.errors : "");
  }

  function fieldsNow() {
    return [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.includes(name) && typeof value === "string");
  }

  // ---- What is kept on the phone for this code
  async function mine() {
    const all = await outbox.all();
    for (const item of all) {
      if (item.state === "sent" && item.url !== location.pathname) await outbox.db.delete("items", item.id);
    }
    return all.find((item) => new Map(item.fields || []).get("code") === form.dataset.code || item.url === location.pathname);
  }

  function amountOf(item) {
    const said = new Map(item.fields);
    return words.said.replace("{n}", said.get("outcome") === "ALL" ? sent : said.get("quantity"));
  }

  async function draw() {
    net.hidden = navigator.onLine;
    const item = await mine();
    form.hidden = Boolean(item);
    kept.hidden = !item;
    if (!item) return;
    kept.dataset.state = item.state;
    const tone = { waiting: "wait", sending: "move", sent: "done", refused: "stop" }[item.state];
    const lines = [piece("p", words.states[item.state], `state tone-${tone}`)];
    if (item.state !== "sent") lines.push(piece("p", amountOf(item), "amount"));
    if (item.state === "waiting") lines.push(piece("p", words.kept));
    if (item.state === "waiting" && item.tries) lines.push(piece("p", words.tried.replace("{n}", item.tries), "quiet"));
    if (item.state === "refused") lines.push(piece("p", `${words.refused} ${reasonOf(item)}`, "alert alert-danger"));
    if (item.state === "sent") lines.push(piece("p", words.sent));
    const deeds = piece("p", "", "outbox-deeds");
    if (item.state === "waiting") deeds.append(button(words.now, () => outbox.flush(true), "btn-primary"));
    if (["waiting", "refused"].includes(item.state)) deeds.append(button(words.again, () => startAnew(item)));
    kept.replaceChildren(...lines, deeds);
    if (item.state === "sent") await finish(item);
  }

  async function startAnew(item) {
    if (item.state === "waiting" && !confirm(words.againSure)) return;
    if (!(await outbox.take(item.id))) return tell(words.onItsWay, "info");
    await outbox.db.delete("items", item.id);
    location.reload(); // Signed for by somebody else meanwhile, the page says so.
  }

  // The server has it: nothing stays on the phone, and the page shows what was signed for.
  let isDone = false;
  async function finish(item) {
    if (isDone) return;
    isDone = true;
    await outbox.db.delete("items", item.id);
    await forget();
    location.replace(item.url);
  }

  // ---- What happens when
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const errors = check();
    showErrors(errors);
    if (Object.keys(errors).length) return;
    const fields = [...fieldsNow(), ["code", form.dataset.code], ["filled_at", new Date().toISOString()]];
    try {
      await outbox.keepDraft({ id: newId(), fields, photos }, "waiting");
    } catch (error) {
      tell(error.name === "QuotaExceededError" ? words.full : words.unkept);
      return;
    }
    kept.scrollIntoView({ block: "center" });
    await outbox.flush(true);
  });
  window.addEventListener("online", () => { draw(); outbox.flush(true); });
  window.addEventListener("offline", draw);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") outbox.flush(true);
  });

  await draw();
  await outbox.flush(true);
  form.dataset.ready = "yes";
})();
