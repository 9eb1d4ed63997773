// The time slider: one step a search, with or without a play button. Without script the list of searches does the same.
function wire() {
  const form = document.querySelector("[data-slider]");
  if (!form || form.dataset.wired) return;
  form.dataset.wired = "yes";
  const range = form.querySelector("[data-range]");
  const choice = form.querySelector("[data-choice]");
  const play = form.querySelector("[data-play]");
  const words = play.textContent;
  range.hidden = false;
  play.hidden = false;
  form.querySelector("[data-go]").hidden = true;
  let timer = 0;

  function show(index) {
    choice.selectedIndex = index;
    range.value = index;
    range.setAttribute("aria-valuetext", choice.selectedOptions[0].textContent);
    const url = `${form.action}?search=${choice.value}`;
    history.replaceState(null, "", url);
    return window.htmx.ajax("GET", url, { target: "#findings", swap: "innerHTML" });
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    sessionStorage.removeItem("gaps-play");
    play.textContent = words;
  }

  range.addEventListener("change", () => { stop(); show(Number(range.value)); });
  choice.addEventListener("change", () => { stop(); show(choice.selectedIndex); });
  play.addEventListener("click", () => {
    if (sessionStorage.getItem("gaps-play")) { stop(); return; }
    sessionStorage.setItem("gaps-play", "yes");
    show(choice.selectedIndex === choice.options.length - 1 ? 0 : choice.selectedIndex + 1);
  });
  if (sessionStorage.getItem("gaps-play")) {
    if (choice.selectedIndex === choice.options.length - 1) stop();
    else {
      play.textContent = play.dataset.stop;
      timer = setTimeout(() => show(choice.selectedIndex + 1), 1200);
    }
  }
}

document.addEventListener("htmx:afterSwap", wire);
wire();
