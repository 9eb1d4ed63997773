// Finds words in the book without a server: every word must stand in a part; titles weigh more.
const params = new URLSearchParams(location.search);
const field = document.getElementById("words");
const list = document.getElementById("found");
const count = document.getElementById("count");
const fold = (text) => text.normalize("NFKC").toLowerCase();
const pages = globalThis.BOOK.map(([page, title, text]) => ({ page, title, text, low: fold(text), head: fold(title) }));
const AROUND = 42;

function hits(text, word) {
  let n = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) n += 1;
  return n;
}

function piece(page, words) {
  const found = words.map((word) => page.low.indexOf(word)).filter((at) => at >= 0);
  const at = found.length ? Math.min(...found) : 0;
  return page.text.slice(Math.max(0, at - AROUND), at + AROUND * 2).replaceAll("\n", " ");
}

function marked(text, words) {
  const line = document.createElement("p");
  const low = fold(text);
  let at = 0;
  while (at < text.length) {
    const next = words.map((word) => [low.indexOf(word, at), word.length]).filter(([start]) => start >= 0).sort((a, b) => a[0] - b[0])[0];
    if (!next || low.length !== text.length) break;
    line.append(text.slice(at, next[0]));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(next[0], next[0] + next[1]);
    line.append(mark);
    at = next[0] + next[1];
  }
  line.append(text.slice(at));
  return line;
}

function look() {
  const words = fold(field.value).split(/[\s　,，、;；]+/).filter((word) => word.length > 0);
  list.replaceChildren();
  count.textContent = "";
  if (words.join("").length < 2) return;
  const found = pages
    .map((page) => ({ page, weight: words.every((word) => page.low.includes(word) || page.head.includes(word)) ? words.reduce((sum, word) => sum + hits(page.low, word) + 10 * hits(page.head, word), 0) : 0 }))
    .filter((one) => one.weight)
    .sort((a, b) => b.weight - a.weight);
  count.textContent = found.length ? String(found.length) : count.dataset.none;
  for (const { page } of found) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.href = page.page;
    link.textContent = page.title;
    row.append(link, marked(piece(page, words), words));
    list.append(row);
  }
}

field.value = params.get("q") ?? "";
field.addEventListener("input", look);
look();
