// Draws every chart of a page from its options; the table behind it stays reachable, and says the same.
import * as echarts from "/static/echarts/echarts.esm.min.js";

for (const place of document.querySelectorAll("[data-chart]")) {
  const options = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(options);
  place.dataset.drawn = "yes";
  new ResizeObserver(() => chart.resize()).observe(place);
}
