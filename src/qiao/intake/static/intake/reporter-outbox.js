// The outbox: what was written is kept on the phone until the server has it, and is sent once.
(() => {
  const STORE = "items";
  const WAITS_MS = [5000, 15000, 60000, 300000];
  const PATIENCE_MS = 60000;

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    // Outside secure addresses there is only the raw chance.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  class Outbox {
    constructor(address, onChange, name = "qiao-reporter") {
      this.address = address;
      this.onChange = onChange;
      this.name = name;
      this.busy = false;
      this.timer = 0;
      this.last = Promise.resolve();
    }

    async open() {
      this.db = await idb.openDB(this.name, 1, {
        upgrade(db) { db.createObjectStore(STORE, { keyPath: "id" }); },
      });
      // What was on its way when the page was closed may or may not have arrived: it is sent again, with its id.
      for (const item of await this.all()) if (item.state === "sending") await this.put({ ...item, state: "waiting" });
    }

    async all() {
      const items = await this.db.getAll(STORE);
      return items.filter((item) => item.address === this.address).sort((a, b) => a.madeAt - b.madeAt);
    }

    async put(item) {
      await this.db.put(STORE, item);
      await this.onChange();
    }

    // Every step of an item is one transaction on what is stored now, because the sender, the form and a second
    // window may all reach for it: `step` gets the stored item and returns the new one (or two), or null to leave it.
    async change(id, step) {
      const transaction = this.db.transaction(STORE, "readwrite");
      const next = step(await transaction.store.get(id));
      for (const item of [next].flat()) if (item) transaction.store.put(item);
      await transaction.done;
      await this.onChange();
      return next;
    }

    async remove(id) {
      await this.db.delete(STORE, id);
      await this.onChange();
    }

    async clear() {
      await this.db.clear(STORE);
      await this.onChange();
    }

    // Back into the form, unless it is on its way or was sent meanwhile: then null.
    take(id) {
      return this.change(id, (kept) => (kept && !isGone(kept) ? { ...kept, state: "draft", isProbe: false, nextAt: 0 } : null));
    }

    // One after the other: what was written last is what is kept. Returns the id it is kept under.
    keepDraft(draft, state) {
      const kept = this.last.then(() => this.writeDraft(draft, state));
      this.last = kept.catch(() => {});
      return kept;
    }

    // What another window sent under this id stays as it is; what is written now goes under an id of its own.
    async writeDraft(draft, state) {
      const written = await this.change(draft.id, (kept) => {
        if (kept && isGone(kept)) return null;
        const begun = kept || { madeAt: Date.now(), tries: 0 };
        return { ...begun, ...draft, address: this.address, state, isProbe: false, errors: state === "draft" ? begun.errors : null, nextAt: 0 };
      });
      return written ? written.id : this.writeDraft({ ...draft, id: newId() }, state);
    }

    later(ms) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), ms);
    }

    // Sends what waits, one after the other. `now` forgets the pauses after failures.
    async flush(now = false) {
      if (this.busy || !navigator.onLine) return;
      this.busy = true;
      try {
        const due = (await this.all()).filter((item) => item.state === "waiting" && (now || item.nextAt <= Date.now()));
        for (const { id } of due) {
          const item = await this.claim(id);
          if (item) await this.send(item);
        }
      } finally {
        this.busy = false;
      }
      const waiting = (await this.all()).filter((item) => item.state === "waiting");
      if (waiting.length) this.later(Math.max(1000, Math.min(...waiting.map((item) => item.nextAt)) - Date.now()));
    }

    // In the meantime it may have been taken up again, or thrown away: then null.
    claim(id) {
      return this.change(id, (kept) => {
        if (kept?.state !== "waiting") return null;
        const others = (kept.attempts || []).filter((one) => !isSame(one, kept));
        const attempts = [...others, { fields: kept.fields, photos: kept.photos }];
        return { ...kept, state: "sending", tries: kept.tries + 1, attempts };
      });
    }

    async send(sending) {
      let response;
      let answer;
      try {
        response = await this.post(sending);
        answer = await response.json();
      } catch {
        return this.postpone(sending);
      }
      if (response.ok) return this.settle(sending, this.receipt(sending, answer));
      if (response.status >= 500 || response.status === 429) return this.postpone(sending);
      if (response.status === 409) return this.part(sending, answer);
      return this.settle(sending, { ...sending, state: "refused", errors: answer.errors || {}, error: answer.error || "" });
    }

    // The answer counts for the try it answers. What was thrown away meanwhile stays thrown away.
    settle(sent, outcome) {
      return this.change(sent.id, (kept) => (kept?.state === "sending" && kept.tries === sent.tries ? outcome : null));
    }

    post(item) {
      const form = new FormData();
      for (const [name, value] of item.fields) form.append(name, value);
      form.set("submission", item.id);
      for (const photo of item.photos) form.append("photos", new Blob([photo.bytes], { type: photo.type }), photo.name);
      const given = new AbortController();
      const timer = setTimeout(() => given.abort(), PATIENCE_MS);
      return fetch(this.address, {
        method: "POST", body: form, headers: { "X-Qiao-Outbox": "1" }, cache: "no-store", signal: given.signal,
      }).finally(() => clearTimeout(timer));
    }

    postpone(item) {
      const pause = WAITS_MS[Math.min(item.tries, WAITS_MS.length) - 1];
      return this.settle(item, { ...item, state: "waiting", nextAt: Date.now() + pause });
    }

    // Nothing that was written stays on the phone once the server has it: phones are shared.
    receipt(item, answer) {
      const { receipt, url, qr, warning } = answer;
      return { id: item.id, address: item.address, madeAt: item.madeAt, sentAt: Date.now(), state: "sent", tries: item.tries, receipt, url, qr, warning };
    }

    // The id is taken by another content: an earlier version had arrived although its answer was cut off. The
    // newer one gets an id of its own; the earlier ones are sent once more, word for word, to learn the receipt.
    async part(item, answer) {
      const renewed = { ...item, id: newId(), attempts: [], tries: 0, state: "refused", errors: {}, error: answer.error };
      const earlier = item.attempts.filter((one) => !isSame(one, item));
      const last = earlier[earlier.length - 1];
      const probe = { ...item, ...last, attempts: earlier, isProbe: true, state: "waiting", nextAt: 0 };
      const settled = await this.settle(item, item.isProbe ? last && probe : [last && probe, renewed]);
      if (!last && (settled || item.isProbe)) await this.remove(item.id);
      return this.later(0);
    }
  }

  function isGone(item) {
    return item.state === "sending" || item.state === "sent";
  }

  function isSame(one, other) {
    return contentOf(one) === contentOf(other);
  }

  function contentOf(item) {
    return JSON.stringify([item.fields, item.photos.map((photo) => [photo.name, photo.bytes.byteLength])]);
  }

  window.qiaoOutbox = { Outbox, newId };
})();
