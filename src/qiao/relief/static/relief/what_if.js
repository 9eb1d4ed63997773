// The floor says its figure while it is moved, and steps aside where the rule knows no floor.
const floor = document.getElementById("id_floor"), said = document.getElementById("floor-said");
const rule = document.getElementById("id_rule"), after = document.getElementById("id_floor_after");

function show() {
  const knows = rule.value === "floor-then-tiers";
  said.textContent = floor.value;
  for (const field of [floor, after]) field.closest(".field").hidden = !knows;
}

if (floor && rule) {
  floor.addEventListener("input", show);
  rule.addEventListener("change", show);
  show();
}
