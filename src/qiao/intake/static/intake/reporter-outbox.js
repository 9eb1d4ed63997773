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
    constructor(address, onChange) {
      this.address = address;
      this.onChange = onChange;
      this.busy = false;
      this.timer = 0;
      this.last = Promise.resolve();
    }

    async open() {
      this.db = await idb.openDB("qiao-reporter", 1, {
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

    async remove(id) {
      await this.db.delete(STORE, id);
      await this.onChange();
    }

    async clear() {
      await this.db.clear(STORE);
      await this.onChange();
    }

    // One after the other: what was written last is what is kept.
    keepDraft(draft, state) {
      const kept = this.last.then(() => this.writeDraft(draft, state));
      this.last = kept.catch(() => {});
      return kept;
    }

    async writeDraft(draft, state) {
      const kept = (await this.db.get(STORE, draft.id)) || { madeAt: Date.now(), tries: 0 };
      await this.put({ ...kept, ...draft, address: this.address, state, isProbe: false, errors: state === "draft" ? kept.errors : null, nextAt: 0 });
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
          // In the meantime it may have been taken up again, or thrown away.
          const item = await this.db.get(STORE, id);
          if (item && item.state === "waiting") await this.send(item);
        }
      } finally {
        this.busy = false;
      }
      const waiting = (await this.all()).filter((item) => item.state === "waiting");
      if (waiting.length) this.later(Math.max(1000, Math.min(...waiting.map((item) => item.nextAt)) - Date.now()));
    }

    async send(item) {
      const others = (item.attempts || []).filter((one) => !isSame(one, item));
      const attempts = [...others, { fields: item.fields, photos: item.photos }];
      const sending = { ...item, state: "sending", tries: item.tries + 1, attempts };
      await this.put(sending);
      let response;
      let answer;
      try {
        response = await this.post(sending);
        answer = await response.json();
      } catch {
        return this.postpone(sending);
      }
      if (response.ok) return this.put(this.receipt(sending, answer));
      if (response.status >= 500 || response.status === 429) return this.postpone(sending);
      if (response.status === 409) return this.part(sending, answer);
      return this.put({ ...sending, state: "refused", errors: answer.errors || {}, error: answer.error || "" });
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
      return this.put({ ...item, state: "waiting", nextAt: Date.now() + pause });
    }

    // Nothing that was written stays on the phone once the server has it: phones are shared.
    receipt(item, answer) {
      const { receipt, url, qr, warning } = answer;
      return { id: item.id, address: item.address, madeAt: item.madeAt, sentAt: Date.now(), state: "sent", tries: item.tries, receipt, url, qr, warning };
    }

    // The id is taken by another content: an earlier version had arrived although its answer was cut off. The
    // newer one gets an id of its own; the earlier ones are sent once more, word for word, to learn the receipt.
    async part(item, answer) {
      if (!item.isProbe) {
        const renewed = { ...item, id: newId(), attempts: [], tries: 0, state: "refused", errors: {}, error: answer.error };
        await this.put(renewed);
      }
      const earlier = item.attempts.filter((one) => !isSame(one, item));
      const last = earlier[earlier.length - 1];
      if (!last) return this.remove(item.id);
      await this.put({ ...item, ...last, attempts: earlier, isProbe: true, state: "waiting", nextAt: 0 });
      return this.later(0);
    }
  }

  function isSame(one, other) {
    return JSON.stringify(one.fields) === JSON.stringify(other.fields);
  }

  window.qiaoOutbox = { Outbox, newId };
})();
