// The stepper of the receiving page. Without scripts the number field works alone.
const field = document.querySelector(".stepper input[type=number]");
const sent = Number(field?.dataset.sent ?? 0);

for (const button of document.querySelectorAll("[data-step]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const now = field.value === "" ? sent : Number(field.value);
    field.value = Math.max(0, now + Number(button.dataset.step));
  });
}

// Whoever says "less" or "more" starts from what was sent.
for (const radio of document.querySelectorAll(".choices input[type=radio]")) {
  radio.addEventListener("change", () => {
    if (radio.value !== "ALL" && field.value === "") field.value = sent;
  });
}
