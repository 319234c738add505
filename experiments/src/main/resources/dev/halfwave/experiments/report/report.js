"use strict";
// Draws the figures. The options are pure JSON; what JSON cannot say is added here: the words of the tooltips, and a
// legend that takes as many rows as the window's width asks for.
(function () {
  const PRINT_WIDTH = 680;
  const TOOLBOX_WIDTH = 60;
  const LEGEND_ROW = 30;
  const LEGEND_SLACK = 20; // ECharts measures text a little differently
  const options = JSON.parse(document.getElementById("figure-options").textContent);
  const pen = document.createElement("canvas").getContext("2d");
  const figures = [];

  function number(value, digits = 3) {
    if (typeof value !== "number" || !isFinite(value)) {
      return "–";
    }
    if (value === 0) {
      return "0";
    }
    const exponent = Math.floor(Math.log10(Math.abs(value)));
    if (exponent < -3 || exponent > 5) {
      const raised = String(exponent).replace(/./g, c => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]);
      return (value / Math.pow(10, exponent)).toFixed(digits - 1) + "×10" + raised;
    }
    return value.toFixed(Math.max(0, digits - 1 - exponent));
  }

  function escape(text) {
    return String(text).replace(/[&<>"]/g, c => "&#" + c.charCodeAt(0) + ";");
  }

  function seeds(count) {
    return count === 1 ? "1 seed" : count + " seeds";
  }

  // A point of a curve has one value, and perhaps a band; that of a line through means the spread of its seeds.
  function reading(point) {
    if (point.dimensionNames[1] !== "mean") {
      const [, value, low, high] = point.value;
      return "<b>" + number(value, 5) + "</b>" + (high == null ? "" : " (" + number(low, 5) + " to " + number(high, 5) + ")");
    }
    const [, mean, sd, count] = point.value;
    return "<b>" + number(mean) + "</b>" + (count > 1 ? " ± " + number(sd) : "") + " (" + seeds(count) + ")";
  }

  // All lines at one epoch. The bands are no lines: their first dimension is not "x".
  function axisTooltip(xName) {
    return function (points) {
      const lines = points.filter(point => point.dimensionNames[0] === "x" && point.value[1] != null);
      if (lines.length === 0) {
        return "";
      }
      return escape(xName) + " " + lines[0].value[0] + lines.map(function (line) {
        return "<br>" + line.marker + " " + escape(line.seriesName) + ": " + reading(line);
      }).join("");
    };
  }

  function shortName(axis) {
    return axis.name.replace(/ \(.*/, "");
  }

  // One symbol: an estimate with its interval, a seed on one side of a comparison, a seed or a mean in a row, a value of
  // a row, a point of a cloud, or one of a trajectory.
  function itemTooltip(option) {
    return function (point) {
      const names = point.dimensionNames;
      if (names[0] === "estimate") {
        const [estimate, , low, high, row] = point.value;
        return point.marker + " " + escape(option.yAxis[0].data[row] + ", " + point.seriesName) + "<br><b>"
          + number(estimate) + "</b>" + (high == null ? "" : " (" + number(low) + " to " + number(high) + ")");
      }
      if (names[0] === "side") {
        const [side, value, seed, isReached] = point.value;
        return point.marker + " " + escape(option.xAxis.data[side]) + (seed > 0 ? ", seed " + seed : ", " + point.seriesName)
          + "<br><b>" + (isReached ? number(value, 4) : "never reached") + "</b>";
      }
      if (option.yAxis.type === "category") {
        if (names.length === 2) {
          return point.marker + " " + escape(option.yAxis.data[point.value[1]] + ", " + point.seriesName) + "<br><b>"
            + number(point.value[0], 5) + "</b>";
        }
        const last = names[2] === "seed" ? "seed " + point.value[2] : "mean of " + seeds(point.value[2]);
        return point.marker + " " + escape(option.yAxis.data[point.value[1]] + ", " + point.seriesName) + "<br><b>"
          + number(point.value[0]) + "</b>, " + last;
      }
      if (names[0] === "x") {
        return point.marker + " " + escape(point.seriesName) + "<br>" + escape(shortName(option.xAxis)) + " "
          + point.value[0] + "<br>" + escape(shortName(option.yAxis)) + " " + reading(point);
      }
      return point.marker + " " + escape(point.seriesName) + ", " + escape(names[2]) + " " + point.value[2] + "<br>"
        + escape(names[1]) + " <b>" + number(point.value[1]) + "</b><br>" + escape(names[0]) + " " + number(point.value[0]);
    };
  }

  function legendRows(option, width) {
    const legend = option.legend;
    pen.font = legend.textStyle.fontSize + "px " + option.textStyle.fontFamily;
    let rows = 1;
    let x = 0;
    for (const name of legend.data) {
      const entry = legend.itemWidth + 5 + pen.measureText(name.name || name).width;
      if (x > 0 && x + entry + LEGEND_SLACK > width) {
        rows++;
        x = 0;
      }
      x += entry + legend.itemGap;
    }
    return rows;
  }

  function layOut(figure, width) {
    const legendWidth = width - TOOLBOX_WIDTH;
    const extra = LEGEND_ROW * (legendRows(figure.option, legendWidth) - 1);
    const height = figure.height + extra;
    figure.element.style.height = height + "px";
    figure.chart.resize({width: width, height: height});
    figure.chart.setOption({grid: {top: figure.top + extra}, legend: {width: legendWidth}});
  }

  // Powers of ten below a thousandth: 0.00001 is read more slowly than 10⁻⁵, and takes more room.
  function shortenLabels(axis) {
    if (axis.type === "log" && axis.logBase === 10) {
      axis.axisLabel.formatter = value => value >= 0.001 ? String(value)
        : number(value).replace(/^1\.00×/, "").replace(".00×", "×");
    }
  }

  for (const element of document.querySelectorAll(".chart")) {
    const option = options[Number(element.dataset.figure)];
    const trigger = option.tooltip.trigger;
    option.tooltip.formatter = trigger === "axis" ? axisTooltip(shortName(option.xAxis)) : itemTooltip(option);
    shortenLabels(option.xAxis);
    shortenLabels(option.yAxis);
    const chart = echarts.init(element, null, {renderer: "svg"});
    chart.setOption(option);
    const top = option.yAxis.name ? 62 : 34;
    const figure = {element: element, chart: chart, option: option, top: top, height: parseInt(element.style.height, 10)};
    figures.push(figure);
    layOut(figure, element.clientWidth);
  }

  window.addEventListener("resize", () => figures.forEach(figure => layOut(figure, figure.element.parentElement.clientWidth)));
  window.addEventListener("beforeprint", () => figures.forEach(figure => layOut(figure, PRINT_WIDTH)));
  window.addEventListener("afterprint", () => figures.forEach(figure => layOut(figure, figure.element.parentElement.clientWidth)));
})();
