// A click on a figure of a bundle puts its reference where the cursor stood in the text of the same form.
const stood = new WeakMap();
document.addEventListener("focusin", (event) => {
  if (event.target.matches("form textarea, form input[type=text]")) stood.set(event.target.form, event.target);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const form = button?.closest("form");
  if (!form) return;
  const field = stood.get(form) ?? form.querySelector("textarea");
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
