"use strict";
const form = document.getElementById("check");
const quoted = (text) => '"' + String(text).replaceAll('"', '""') + '"';
const sum = (list) => list.reduce((a, b) => a + b, 0);
// The scaled value of an answer: steps are quarters, numbers go by the criterion's points, linear between and flat outside.
const scaled = (field, answer) => {
  const points = JSON.parse(field.dataset.points);
  if (!points.length) return answer / 4;
  const after = points.findIndex(([raw]) => raw >= answer);
  if (after < 0) return points[points.length - 1][1];
  if (after === 0) return points[0][1];
  const [[x, y], [u, v]] = [points[after - 1], points[after]];
  return y + ((answer - x) / (u - x)) * (v - y);
};
form.addEventListener("input", (event) => {
  const field = event.target.closest("fieldset");
  if (!field || event.target.name !== field.dataset.criterion || event.target.tagName === "SELECT") return;
  const place = field.querySelector("[role=status]");
  if (!place || event.target.value === "") return;
  const spread = field.dataset.spread.split(",").map(Number);
  const at = Math.floor(scaled(field, Number(event.target.value)) * 4 + 1e-9);
  const told = { all: sum(spread), lower: sum(spread.slice(0, at)), same: spread[at], higher: sum(spread.slice(at + 1)) };
  place.textContent = form.dataset.place.replace(/\{(\w+)\}/g, (_, name) => told[name]);
  field.querySelectorAll(".spread span").forEach((each, index) => each.classList.toggle("mine", index === at));
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const data = new FormData(form);
  const lines = [["criterion", "answer", "note"], ["record", data.get("record"), ""], ["network", form.dataset.network, ""],
    ["date", data.get("date"), ""]];
  for (const field of form.querySelectorAll("fieldset")) {
    const code = field.dataset.criterion;
    // Every criterion has its line, answered or not: so it is seen when a file comes back without its end.
    lines.push([code, data.get(code) || "", data.get(code + "-note") || ""]);
  }
  const text = lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = `${data.get("record")}-${data.get("date")}.csv`;
  link.click();
});
