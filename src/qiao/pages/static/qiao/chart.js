// Charts: each [data-chart] names a json_script with {kind, title, unit, categories, series: [{name, tone, values}]}.
// kind: bar | line | stack (upright, stacked) | rows (lying, stacked). The table beneath says the same in figures.
// kind: scatter has series of {name, tone, joined, points: [{name, x, y}]} and the names x and y of its axes.
/* global echarts */
const PALETTE = { accent: "--accent", blue: "--blue", amber: "#c98a1b", red: "--red", green: "--green", need: "#c2541b", grey: "#8b959a" };
const ORDER = ["accent", "need", "blue", "amber", "green", "red", "grey"];
const css = getComputedStyle(document.documentElement);
const token = (name) => (name.startsWith("--") ? css.getPropertyValue(name).trim() : name);
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function scattered(data) {
  const ink = token("--ink"), quiet = token("--ink-2"), line = token("--line");
  const text = { color: quiet, fontFamily: css.getPropertyValue("--cjk"), fontSize: 13 };
  const axis = (name, [min, max]) => ({ type: "value", name, nameLocation: "middle", nameGap: 30, min, max, nameTextStyle: { ...text, color: ink }, axisLabel: text, splitLine: { lineStyle: { color: line } } });
  return {
    animation: !still, textStyle: text,
    color: data.series.map((one) => token(PALETTE[one.tone])),
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { ...text, color: ink } },
    grid: { left: 28, right: 16, top: 34, bottom: 32, containLabel: true },
    tooltip: { trigger: "item", renderMode: "richText", confine: true, formatter: (point) => `${point.data.name}\n${data.x} ${point.data.value[0]}\n${data.y} ${point.data.value[1]}` },
    xAxis: axis(data.x, data.x_range), yAxis: axis(data.y, data.y_range),
    series: data.series.map((one) => ({
      name: one.name, type: one.joined ? "line" : "scatter", symbol: one.joined ? "circle" : "diamond", symbolSize: one.joined ? 8 : 12, lineStyle: { width: 2 },
      data: one.points.map((point) => ({ name: point.name, value: [point.x, point.y] })),
      labelLayout: { hideOverlap: true },
      label: one.joined ? undefined : { show: true, position: "right", formatter: (point) => point.data.name, color: ink, fontSize: 12 },
    })),
  };
}

function options(data, width) {
  if (data.kind === "scatter") return scattered(data);
  const lying = data.kind === "rows";
  const stacked = lying || data.kind === "stack";
  const ink = token("--ink"), quiet = token("--ink-2"), line = token("--line");
  const text = { color: quiet, fontFamily: css.getPropertyValue("--cjk"), fontSize: 13 };
  const names = {
    type: "category", data: data.categories, inverse: lying,
    axisLabel: { ...text, color: ink, ...(lying ? { width: width > 520 ? 160 : 104, overflow: "truncate" } : { hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right" }) },
    axisLine: { lineStyle: { color: line } }, axisTick: { show: false },
  };
  const values = { type: "value", minInterval: 1, axisLabel: { ...text, hideOverlap: true }, splitLine: { lineStyle: { color: line } } };
  return {
    animation: !still,
    textStyle: text,
    color: data.series.map((one, index) => token(PALETTE[one.tone ?? ORDER[index % ORDER.length]])),
    legend: data.series.length > 1 ? { type: data.series.length > 4 ? "scroll" : "plain", top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { ...text, color: ink } } : undefined,
    grid: { left: 4, right: 16, top: data.series.length > 1 ? 34 : 12, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: lying || stacked ? "shadow" : "line" }, valueFormatter: (value) => (value == null ? "—" : `${value} ${data.unit ?? ""}`) },
    xAxis: lying ? values : names,
    yAxis: lying ? names : values,
    series: data.series.map((one) => ({
      name: one.name, data: one.values, type: data.kind === "line" ? "line" : "bar",
      stack: stacked ? "all" : undefined, barMaxWidth: 22, showSymbol: data.categories.length < 32, symbolSize: 6, lineStyle: { width: 2 },
    })),
  };
}

function draw(element) {
  const source = document.getElementById(element.dataset.chart);
  if (!source || element.dataset.drawn) return;
  const data = JSON.parse(source.textContent);
  if (data.kind === "rows") element.classList.add(data.categories.length > 6 ? "chart-tall" : "chart-low");
  const chart = echarts.init(element, null, { renderer: "canvas" });
  chart.setOption(options(data, element.clientWidth));
  element.dataset.drawn = "1";
  new ResizeObserver(() => chart.resize()).observe(element);
}

const drawAll = (root) => {
  if (root.matches?.("[data-chart]")) draw(root);
  root.querySelectorAll("[data-chart]").forEach(draw);
};
drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
