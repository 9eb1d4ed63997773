// The reporter's page: checks what is written, keeps it, sends it when there is a network, shows the receipt.
(async () => {
  const form = document.getElementById("report");
  const box = document.getElementById("outbox");
  if (!form || !box) return;
  const words = JSON.parse(document.getElementById("words").textContent);
  const list = document.getElementById("outbox-items");
  const net = document.getElementById("net");
  const shown = document.getElementById("photo-list");
  const { Outbox, newId } = window.qiaoOutbox;
  const NOT_KEPT = ["csrfmiddlewaretoken", "submission", "photos"];
  const DRAFT_AFTER_MS = 600;
  let draftId = newId();
  let photos = [];
  let timer = 0;

  if ("serviceWorker" in navigator) navigator.serviceWorker.register(form.dataset.worker).catch(() => {});

  const outbox = new Outbox(form.dataset.send, draw);
  try {
    await outbox.open();
  } catch {
    return; // No storage on this phone: the plain form does its work.
  }
  form.noValidate = true;
  document.getElementById("photo-plain").hidden = true;
  const pick = document.getElementById("photo-pick");
  pick.hidden = false;

  // ---- What the form holds
  function fieldsNow() {
    return [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.includes(name) && typeof value === "string");
  }

  function isBlank() {
    const typed = ["what", "where", "quantity", "contact"];
    return !photos.length && !fieldsNow().some(([name, value]) => typed.includes(name) && value.trim());
  }

  function fill(fields) {
    form.reset();
    const told = new Map();
    for (const [name, value] of fields) told.set(name, [...(told.get(name) || []), value]);
    for (const input of form.elements) {
      if (!input.name || NOT_KEPT.includes(input.name)) continue;
      const values = told.get(input.name) || [];
      if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
      else input.value = values[0] || "";
    }
    showKind();
  }

  function startAnew() {
    clearTimeout(timer);
    form.reset();
    photos = [];
    draftId = newId();
    drawPhotos();
    showKind();
    showAccountHint();
    showErrors({});
  }

  async function saveDraft() {
    try {
      if (isBlank()) return;
      const begun = draftId;
      const id = await outbox.keepDraft({ id: begun, fields: fieldsNow(), photos }, "draft");
      if (draftId === begun) draftId = id;
    } catch (error) {
      tell(error.name === "QuotaExceededError" ? words.full : words.unkept, "warning");
    }
  }

  // ---- The same rules as on the server
  function check() {
    const said = new Map(fieldsNow());
    const errors = {};
    const plain = (said.get("quantity") || "").normalize("NFKC").trim();
    const digits = Math.max(0, ...(plain.match(/\d[\d,]*/g) || []).map((one) => one.replace(/,/g, "").length));
    const noNumber = /^[-−–]|nan|inf|\d[eE][+-]?\d/i;
    if (!(said.get("what") || "").trim()) errors.what = words.what;
    if (!(said.get("where") || "").trim()) errors.where = words.where;
    if (plain && (!/[0-9一二两三四五六七八九十百千万亿几数半]/.test(plain) || noNumber.test(plain) || digits > 10)) errors.quantity = words.quantity;
    else if (plain && ["UNKNOWN", "OPEN"].includes(said.get("quantity_kind"))) errors.quantity = words.kind;
    if (!said.get("consent")) errors.consent = words.consent;
    return errors;
  }

  function showErrors(errors) {
    for (const old of form.querySelectorAll(".errorlist")) old.remove();
    for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    const names = Object.keys(errors);
    for (const name of names) {
      const input = form.querySelector(`[name="${CSS.escape(name)}"]`) || form.querySelector("[name=what]");
      const line = document.createElement("p");
      line.className = "errorlist";
      line.id = `error-${name}`;
      line.textContent = errors[name];
      input.closest(".field").append(line);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", line.id);
    }
    const first = names.length && form.querySelector("[aria-invalid]");
    if (first) first.focus();
    tell(names.length ? words.errors : "", "danger");
  }

  // Said where it is looked for: of the form above it, of what was sent in the outbox.
  function tell(text, tone = "info", place = "told") {
    const said = document.getElementById(place);
    said.hidden = !text;
    said.className = `alert alert-${tone}`;
    said.textContent = text;
  }

  // ---- Small helps while writing
  function showKind() {
    const kind = new Map(fieldsNow()).get("quantity_kind");
    document.getElementById("quantity-line").hidden = ["UNKNOWN", "OPEN"].includes(kind);
    if (["UNKNOWN", "OPEN"].includes(kind)) form.elements.quantity.value = "";
    const offers = new Map(fieldsNow()).get("direction") === "OFFER";
    document.getElementById("offer-hint").hidden = !offers;
    document.getElementById("standard-line").hidden = !offers;
    if (!offers) form.elements.standard.value = "";
  }

  function isLuhn(digits) {
    if (digits.length < 13 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return false;
    const sum = [...digits].reverse().reduce((total, digit, place) => {
      const twice = Number(digit) * (place % 2 ? 2 : 1);
      return total + (twice > 9 ? twice - 9 : twice);
    }, 0);
    return sum % 10 === 0;
  }

  function showAccountHint() {
    const text = form.elements.what.value.normalize("NFKC").replace(/[\u200b-\u200f\ufeff]/g, "");
    const cards = text.match(/\d(?:[ \-.]{0,2}\d){11,22}/g) || [];
    const named = /(支付宝|收款|转账|打款|汇款|卡号|[账帐][号户])[^\d\n]{0,16}\d{8}/.test(text) || /(收款|付款|支付)(二维)?码/.test(text);
    document.getElementById("account-hint").hidden = !named && !cards.some((one) => isLuhn(one.replace(/\D/g, "")));
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
    await saveDraft();
  });

  function drawPhotos() {
    for (const old of shown.querySelectorAll("img")) URL.revokeObjectURL(old.src);
    shown.replaceChildren(...photos.map((photo, number) => {
      const line = document.createElement("li");
      const picture = document.createElement("img");
      picture.alt = words.photoNumber.replace("{n}", number + 1);
      picture.src = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
      const drop = button(words.drop, async () => {
        photos.splice(number, 1);
        drawPhotos();
        await saveDraft();
      });
      line.append(picture, drop);
      return line;
    }));
    shown.hidden = !photos.length;
    pick.hidden = photos.length >= Number(form.dataset.photos);
  }

  // ---- The outbox on the page
  function button(text, onClick, style = "outline-secondary") {
    const one = document.createElement("button");
    one.type = "button";
    one.className = `btn btn-sm btn-${style}`;
    one.textContent = text;
    one.addEventListener("click", onClick);
    return one;
  }

  function text(tag, content, className = "") {
    const one = document.createElement(tag);
    one.textContent = content;
    one.className = className;
    return one;
  }

  function reasonOf(item) {
    const named = Object.values(item.errors || {}).flat().map((one) => one.message || one);
    return [item.error, ...named].filter(Boolean).join(" ");
  }

  function receiptOf(item) {
    const part = document.createElement("div");
    part.className = "outbox-receipt";
    const side = document.createElement("div");
    const link = text("a", words.look, "btn btn-sm btn-primary");
    link.href = item.url;
    side.append(text("code", item.receipt, "outbox-code"), text("p", words.keep, "quiet"));
    const deeds = document.createElement("p");
    deeds.className = "outbox-deeds";
    deeds.append(link, button(words.copy, async (event) => {
      try {
        await navigator.clipboard.writeText(item.receipt);
        event.target.textContent = words.copied;
      } catch {
        getSelection().selectAllChildren(side.querySelector("code"));
      }
    }), button(words.forget, () => confirm(words.forgetSure) && outbox.remove(item.id)));
    side.append(deeds);
    const qr = document.createElement("img");
    qr.src = item.qr;
    qr.alt = words.qr;
    part.append(side, qr);
    return part;
  }

  function lineOf(item) {
    const line = document.createElement("li");
    line.dataset.state = item.state;
    line.dataset.id = item.id;
    const when = new Date(item.sentAt || item.madeAt).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
    line.append(text("span", words.states[item.state], `state tone-${{ draft: "past", waiting: "wait", sending: "move", sent: "done", refused: "stop" }[item.state]}`), text("span", ` ${when}`, "quiet"));
    if (item.state === "sent") {
      line.append(receiptOf(item));
      if (item.warning) line.append(text("p", item.warning, "alert alert-warning"));
      return line;
    }
    line.append(text("p", (new Map(item.fields).get("what") || words.nothing).slice(0, 60), "outbox-said"));
    if (item.state === "refused") line.append(text("p", `${words.refused} ${reasonOf(item)}`, "alert alert-danger"));
    if (item.state === "waiting" && item.tries) line.append(text("p", words.tried.replace("{n}", item.tries), "quiet"));
    if (item.state !== "sending") {
      const deeds = document.createElement("p");
      deeds.className = "outbox-deeds";
      deeds.append(button(words.edit, () => edit(item)), button(words.discard, () => confirm(words.discardSure) && discard(item)));
      line.append(deeds);
    }
    return line;
  }

  async function discard(item) {
    if (item.id === draftId) startAnew();
    if (!(await outbox.take(item.id))) return tell(words.onItsWay, "info", "outbox-told");
    return outbox.remove(item.id);
  }

  async function edit(shownItem) {
    clearTimeout(timer);
    saveDraft();
    const item = await outbox.take(shownItem.id);
    if (!item) return tell(words.onItsWay, "info", "outbox-told");
    draftId = item.id;
    photos = [...item.photos];
    fill(item.fields);
    drawPhotos();
    await draw();
    const errors = Object.fromEntries(Object.entries(item.errors || {}).map(([name, all]) => [name, all.map((one) => one.message || one).join(" ")]));
    showErrors(errors);
    if (!Object.keys(errors).length) form.elements.what.focus();
  }

  async function draw() {
    const items = await outbox.all();
    const others = items.filter((item) => item.id !== draftId || item.state !== "draft");
    box.hidden = !others.length;
    list.replaceChildren(...others.reverse().map(lineOf));
    const waiting = items.filter((item) => item.state === "waiting").length;
    document.getElementById("outbox-send").hidden = !waiting;
    net.hidden = navigator.onLine;
  }

  // ---- What happens when
  form.addEventListener("input", (event) => {
    showAccountHint();
    const field = event.target.closest(".field");
    if (field?.querySelector(".errorlist")) {
      field.querySelector(".errorlist").remove();
      field.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
      if (!form.querySelector(".errorlist")) tell("");
    }
    clearTimeout(timer);
    timer = setTimeout(saveDraft, DRAFT_AFTER_MS);
  });
  form.addEventListener("change", showKind);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const errors = check();
    showErrors(errors);
    if (Object.keys(errors).length) return;
    let id = draftId;
    try {
      id = await outbox.keepDraft({ id, fields: fieldsNow(), photos }, "waiting");
    } catch (error) {
      tell(error.name === "QuotaExceededError" ? words.full : words.unkept, "danger");
      return;
    }
    startAnew();
    tell(navigator.onLine ? words.sending : words.kept, "info", "outbox-told");
    box.scrollIntoView({ block: "start" });
    await outbox.flush(true);
    const kept = (await outbox.all()).find((one) => one.id === id);
    if (kept?.state === "sent") tell(words.sent, "success", "outbox-told");
    else if (kept?.state === "refused") tell(words.refusedTell, "danger", "outbox-told");
    else if (kept) tell(words.kept, "info", "outbox-told");
  });
  document.getElementById("outbox-send").addEventListener("click", () => outbox.flush(true));
  document.getElementById("outbox-clear").addEventListener("click", async () => {
    if (!confirm(words.clearSure)) return;
    startAnew();
    await outbox.clear();
    tell(words.cleared, "success");
  });
  window.addEventListener("online", () => { draw(); outbox.flush(true); });
  window.addEventListener("offline", draw);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") outbox.flush(true);
    else saveDraft();
  });

  // ---- Begin where it was left
  const left = (await outbox.all()).filter((item) => item.state === "draft").pop();
  if (left && isBlank()) {
    draftId = left.id;
    photos = left.photos;
    fill(left.fields);
    drawPhotos();
    tell(words.restored, "info");
  }
  showKind();
  await draw();
  await outbox.flush(true);
  form.dataset.ready = "yes";
})();
