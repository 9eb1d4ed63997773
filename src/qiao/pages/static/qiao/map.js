// The map of a crisis: county points without tiles, glyphs or network. Where it cannot be drawn the list says the same.
const box = document.getElementById("map");
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const points = read(box.dataset.points);
const words = read(box.dataset.words);
const css = getComputedStyle(document.documentElement);
const LABELLED = box.clientWidth < 480 ? 5 : 12;
const token = (name) => css.getPropertyValue(name).trim();

function giveUp() {
  box.hidden = true;
  document.getElementById("map-none").hidden = false;
}

function features() {
  return {
    type: "FeatureCollection",
    features: points.map((one) => ({ type: "Feature", geometry: { type: "Point", coordinates: one.at }, properties: one })),
  };
}

// The area of a circle grows with the count, so the radius grows with its root.
const radius = (field) => ["+", 4, ["*", 3, ["sqrt", ["min", ["get", field], 200]]]];

function layers() {
  return [
    { id: "ground", type: "background", paint: { "background-color": token("--sunk") } },
    { id: "silent", type: "circle", source: "places", filter: ["get", "silent"], paint: { "circle-radius": 4, "circle-color": token("--sunk"), "circle-stroke-width": 1.5, "circle-stroke-color": "#8b959a" } },
    { id: "heard", type: "circle", source: "places", filter: ["!", ["get", "silent"]], paint: { "circle-radius": 3, "circle-color": token("--ink-2") } },
    { id: "needs", type: "circle", source: "places", filter: [">", ["get", "needs"], 0], paint: { "circle-radius": radius("needs"), "circle-color": "#c2541b", "circle-opacity": 0.62, "circle-stroke-width": 1, "circle-stroke-color": "#8f3a0f" } },
    { id: "offers", type: "circle", source: "places", filter: [">", ["get", "offers"], 0], paint: { "circle-radius": ["+", 3, radius("offers")], "circle-opacity": 0, "circle-stroke-width": 3, "circle-stroke-color": "#14808a" } },
  ];
}

function tip(one) {
  const element = document.createElement("div");
  element.className = "map-tip";
  const name = document.createElement("b");
  name.textContent = one.name;
  const line = one.silent ? words.silent : `${words.needs} ${one.needs} · ${words.unmet} ${one.unmet} · ${words.offers} ${one.offers}`;
  element.append(name, line);
  return element;
}

async function draw() {
  const { Map, Marker, NavigationControl, Popup, LngLatBounds, setWorkerUrl } = await import("../vendor/maplibre-gl/maplibre-gl.mjs");
  setWorkerUrl(box.dataset.worker);
  // Places with a voice decide the view; where nobody spoke yet, all counties of the crisis do.
  const spoken = points.filter((one) => !one.silent);
  const bounds = (spoken.length > 1 ? spoken : points).reduce((all, one) => all.extend(one.at), new LngLatBounds());
  const map = new Map({
    container: box, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxZoom: 12,
    style: { version: 8, sources: { places: { type: "geojson", data: features() } }, layers: layers() },
    bounds, fitBoundsOptions: { padding: { top: 40, bottom: 40, left: 32, right: 96 }, maxZoom: 9 },
    fadeDuration: 0,
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    locale: { "Map.Title": box.dataset.label, "NavigationControl.ZoomIn": words.zoom_in, "NavigationControl.ZoomOut": words.zoom_out, "CooperativeGesturesHandler.MobileHelpText": words.two_fingers },
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  const popup = new Popup({ closeButton: false, maxWidth: "16rem" });
  const show = (one, at) => popup.setLngLat(at).setDOMContent(tip(one)).addTo(map);
  for (const layer of ["needs", "offers", "heard", "silent"]) {
    map.on("mousemove", layer, (event) => { map.getCanvas().style.cursor = "pointer"; show(event.features[0].properties, event.features[0].geometry.coordinates); });
    map.on("click", layer, (event) => show(event.features[0].properties, event.features[0].geometry.coordinates));
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; popup.remove(); });
  }
  // Names without glyphs: a few DOM labels for the places with most to say; the list holds the rest.
  for (const one of spoken.slice(0, LABELLED)) {
    const label = document.createElement("div");
    label.className = "map-label";
    label.textContent = one.name;
    new Marker({ element: label, anchor: "left", offset: [16, 0] }).setLngLat(one.at).addTo(map);
  }
  map.getCanvas().setAttribute("aria-label", box.dataset.label);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fly]");
    const one = button && points.find((point) => point.code === button.dataset.fly);
    if (!one) return;
    map[still ? "jumpTo" : "flyTo"]({ center: one.at, zoom: 8.5 });
    show(one, one.at);
  });
  map.once("idle", () => { box.dataset.ready = "1"; });
}

const hasWebGL = Boolean(document.createElement("canvas").getContext("webgl2"));
if (!points.length || !hasWebGL) giveUp();
else draw().catch(giveUp);
