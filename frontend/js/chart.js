// The chart island: ECharts as SVG, colours from the tokens, no animation, words before legends.
import { BarChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, HeatmapChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);

const drawn = new Map();

function palette(element) {
  const css = getComputedStyle(element);
  const read = (name) => css.getPropertyValue(`--xt-${name}`).trim();
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return {
    ink: read("text"), text: read("text-2"), faint: read("text-3"), grid: read("c-grid"), surface: read("surface"), ground: read("side-bg"), line: read("line"), raised: read("raised"),
    series: ["c1", "c2", "c3", "c4", "c5", "c6"].map(read), tint: read("s1"), rest: read("c-rest"), font: read("font") || css.fontFamily, size: 0.75 * rem,
  };
}

const places = (data) => Math.min(2, Math.max(0, ...data.series.flatMap((one) => one.values).map((value) => (String(value ?? "").split(".")[1] || "").length)));
function sayer(data) {
  const digits = places(data);
  return (value) => (value === null || value === undefined ? "—" : Math.abs(value) >= 10000 ? value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }) : Number(value).toFixed(digits));
}
const category = (p, data, more) => ({ type: "category", data, axisLine: { lineStyle: { color: p.grid } }, axisTick: { show: false }, axisLabel: { color: p.text, fontSize: p.size }, ...more });
const scale = (p, more) => ({ type: "value", splitNumber: 4, splitLine: { lineStyle: { color: p.grid } }, axisLabel: { color: p.faint, fontSize: p.size }, ...more });

function limit(p, data, axis, say) {
  if (!data.limit) return undefined;
  return { silent: true, symbol: "none", lineStyle: { color: p.ink, type: "solid", width: 1 }, label: { formatter: data.limit.label || say(data.limit.value), color: p.ink, fontSize: p.size, position: axis === "xAxis" ? "start" : "insideStartTop" }, data: [{ [axis]: data.limit.value }] };
}

// With a known maximum the numbers stand in a column at the right, clear of bars and of the threshold.
const aside = (p, data, say) => [{ type: "scatter", silent: true, symbolSize: 0.01, tooltip: { show: false }, data: data.series[0].values.map((value, at) => ({ value: [data.max, at], label: { show: true, position: "right", formatter: say(value), color: p.ink, fontSize: p.size } })) }];

// As wide as the longest label at the end of a line: a Han character is a square, a Latin letter a little over half of one.
const roomFor = (p, labels) => 16 + Math.max(...labels.map((label) => [...label].reduce((width, one) => width + (one > "\u2E7F" ? 1 : 0.64) * p.size, 0)));

const kinds = {
  bar(p, data, say) {
    const isOne = data.series.length === 1;
    const isAside = isOne && data.max;
    return {
      grid: { left: 8, right: 48, top: data.limit || !isOne ? 28 : 8, bottom: 8, containLabel: true },
      xAxis: scale(p, { show: false, min: 0, max: data.max }), yAxis: category(p, data.categories, { axisLine: { show: false }, inverse: true }),
      series: data.series.map((one, at) => ({ type: "bar", name: one.name, barMaxWidth: 14, data: one.values, showBackground: isOne && data.max, backgroundStyle: { color: p.ground }, itemStyle: { color: p.series[at], borderRadius: 2 }, label: { show: !isAside, position: "right", color: p.ink, fontSize: p.size, formatter: ({ value }) => say(value) }, markLine: at ? undefined : limit(p, data, "xAxis", say) })).concat(isAside ? aside(p, data, say) : []),
    };
  },
  column(p, data, say) {
    return {
      grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
      xAxis: category(p, data.categories), yAxis: scale(p, { min: 0, max: data.max }),
      series: data.series.map((one, at) => ({ type: "bar", name: one.name, barMaxWidth: 22, data: one.values, itemStyle: { color: p.series[at], borderRadius: 2 }, label: { show: data.series.length === 1 && data.categories.length <= 12, position: "top", color: p.ink, fontSize: p.size, formatter: ({ value }) => say(value) }, markLine: at ? undefined : limit(p, data, "yAxis", say) })),
    };
  },
  line(p, data, say) {
    return {
      legend: { show: false },
      grid: { left: 8, right: roomFor(p, data.series.map((one) => `${one.name} ${say(one.values[one.values.length - 1])}`)), top: 20, bottom: 8, containLabel: true },
      xAxis: category(p, data.categories, { boundaryGap: false }), yAxis: scale(p, { min: data.min, max: data.max, scale: data.min !== undefined }),
      series: data.series.map((one, at) => ({ type: "line", name: one.name, data: one.values, symbol: "circle", symbolSize: 6, showSymbol: data.categories.length <= 12, lineStyle: { color: p.series[at], width: 2.2 }, itemStyle: { color: p.series[at] }, endLabel: { show: true, formatter: ({ value }) => `${one.name} ${say(value)}`, color: p.series[at], fontSize: p.size, fontWeight: 600 }, labelLayout: { moveOverlap: "shiftY" }, markLine: at ? undefined : limit(p, data, "yAxis", say) })),
    };
  },
  dots(p, data, say) {
    const jitter = (at) => ((at * 7) % 5 - 2) * 0.11;
    return {
      legend: { show: false },
      grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
      xAxis: scale(p, { min: data.min, max: data.max }), yAxis: category(p, data.series.map((one) => one.name), { axisLine: { show: false }, inverse: true }),
      series: data.series.map((one, row) => ({ type: "scatter", name: one.name, symbolSize: 9, itemStyle: { color: p.series[0], opacity: 0.65 }, data: one.values.map((value, at) => ({ value: [value, row], symbolOffset: [0, jitter(at) * 60] })), markLine: row ? undefined : limit(p, data, "xAxis", say) })),
    };
  },
  share(p, data) {
    return {
      grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
      xAxis: scale(p, { show: false, max: "dataMax" }), yAxis: category(p, data.categories, { axisLine: { show: false }, inverse: true }),
      series: data.series.map((one, at) => ({ type: "bar", stack: "all", name: one.name, barMaxWidth: 22, data: one.values, itemStyle: { color: at < 5 ? p.series[at] : p.rest, borderColor: p.surface, borderWidth: 1 } })),
    };
  },
  heat(p, data, say) {
    const most = Math.max(1, ...data.series.flatMap((one) => one.values.map((value) => value || 0)));
    const ink = (value) => (value > 0.7 * most ? p.surface : p.ink);
    const cells = data.series.flatMap((one, row) => one.values.map((value, at) => ({ value: [at, row, value], label: { color: ink(value) } })));
    return {
      legend: { show: false },
      grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
      xAxis: category(p, data.categories, { axisLine: { show: false } }), yAxis: category(p, data.series.map((one) => one.name), { axisLine: { show: false }, inverse: true }),
      visualMap: { show: false, min: 0, max: most, inRange: { color: [p.ground, p.tint, p.series[0]] } },
      series: [{ type: "heatmap", data: cells, label: { show: true, fontSize: p.size, formatter: ({ value }) => (value[2] ? say(value[2]) : "") }, itemStyle: { borderColor: p.surface, borderWidth: 2, borderRadius: 3 } }],
    };
  },
};

const pointing = (parts, leads) => ({ ...parts, series: parts.series.map((one) => ({ cursor: leads ? "pointer" : "default", ...one })) });

function option(p, data) {
  const unit = data.unit || "";
  const say = sayer(data);
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: p.font, color: p.text, fontSize: p.size },
    legend: { show: data.series.length > 1, top: 0, right: 8, itemWidth: 10, itemHeight: 10, icon: "rect", textStyle: { color: p.text, fontSize: p.size } },
    tooltip: { renderMode: "richText", trigger: data.kind === "dots" || data.kind === "heat" ? "item" : "axis", axisPointer: { type: "shadow", shadowStyle: { color: p.ground, opacity: 0.6 } }, transitionDuration: 0, confine: true, backgroundColor: p.raised, borderColor: p.line, textStyle: { color: p.ink, fontSize: p.size }, valueFormatter: (value) => say(Array.isArray(value) ? value[0] : value) + unit },
    ...pointing(kinds[data.kind](p, data, say), opens(data)),
  };
}

const opens = (data) => Boolean(data.links) || data.series.some((one) => one.url);
function open(data, at, row) {
  const url = (data.links && data.links[at]) || (data.series[row] && data.series[row].url);
  if (url) window.location.assign(url);
}

export function draw(figure) {
  const box = figure.querySelector(".xt-chart-box");
  const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const chart = init(box, null, { renderer: "svg" });
  chart.setOption(option(palette(figure), data));
  if (opens(data)) chart.on("click", ({ dataIndex, seriesIndex }) => open(data, dataIndex, seriesIndex));
  drawn.set(figure, { chart, data });
  if ("ResizeObserver" in window) new ResizeObserver(() => chart.resize()).observe(box);
}

function redraw() {
  drawn.forEach(({ chart, data }, figure) => {
    if (figure.isConnected) chart.setOption(option(palette(figure), data), true);
    else {
      chart.dispose();
      drawn.delete(figure);
    }
  });
}
document.addEventListener("xt:theme", redraw);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
