// Scans the code that hangs where the shift is, where the browser can (BarcodeDetector); elsewhere the phone's own
// camera opens the same address. Nothing of the picture is kept or sent.
(() => {
  const input = document.getElementById("site-in");
  const start = document.getElementById("scan");
  const video = document.getElementById("scan-view");
  if (!input || !start || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const PAUSE = 250;
  let stream = null;

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    start.setAttribute("aria-expanded", "false");
  }

  async function look(detector) {
    while (stream) {
      const found = await detector.detect(video).catch(() => []);
      const digits = found.map((one) => /[?&]site=(\d{4})(?:&|$)/.exec(one.rawValue)?.[1]).find(Boolean);
      if (digits) {
        input.value = digits;
        stop();
        input.focus();
        return;
      }
      await new Promise((done) => { setTimeout(done, PAUSE); });
    }
  }

  start.addEventListener("click", async () => {
    if (stream) { stop(); return; }
    try {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      start.setAttribute("aria-expanded", "true");
      await video.play();
      await look(detector);
    } catch {
      stop();
      start.hidden = true; // no camera, or not allowed: the digits are typed
      input.focus();
    }
  });
  start.hidden = false;
})();
