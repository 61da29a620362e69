// <canvas data-chart="id of a json_script">: {type, labels, datasets: [{label, data, tone}], stacked, unit}.
// The figures also stand in a table beside it, for those who do not see the chart.
(() => {
  const style = (name) => {
    const probe = document.createElement("span");
    probe.hidden = true;
    probe.className = `lsc-tone-${name}`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
  const drawn = new Map();
  const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });
  const plain = new Intl.NumberFormat("fr-FR");

  const draw = (canvas) => {
    const source = document.getElementById(canvas.dataset.chart);
    if (!source || !window.Chart) return;
    drawn.get(canvas)?.destroy();
    const { type = "bar", labels, datasets, stacked = false, unit = "" } = JSON.parse(source.textContent);
    const write = (value) => (unit === "€" ? euros.format(value) : `${plain.format(value)}${unit ? ` ${unit}` : ""}`);
    const ink = style("ink");
    const line = style("line");
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    drawn.set(canvas, new window.Chart(canvas, {
      type,
      data: {
        labels,
        datasets: datasets.map((set, index) => {
          const tone = style(set.tone || String(index + 1));
          return { ...set, backgroundColor: tone, borderColor: tone, borderWidth: type === "line" ? 2 : 0, borderRadius: 3, maxBarThickness: 36, pointRadius: 2 };
        }),
      },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: still ? false : { duration: 250 },
        plugins: {
          legend: { display: datasets.length > 1, position: "bottom", labels: { color: ink, boxWidth: 12, boxHeight: 12 } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label} : ${write(item.parsed.y ?? item.parsed)}` } },
        },
        scales: ["doughnut", "pie"].includes(type) ? {} : {
          x: { stacked, grid: { display: false }, ticks: { color: ink } },
          y: { stacked, beginAtZero: true, grid: { color: line }, border: { display: false }, ticks: { color: ink, maxTicksLimit: 6, callback: (value) => plain.format(value) } },
        },
      },
    }));
  };
  const drawAll = (root) => root.querySelectorAll("canvas[data-chart]").forEach(draw);

  drawAll(document);
  document.body.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.target));
  document.addEventListener("lsc:theme", () => drawAll(document));
})();
