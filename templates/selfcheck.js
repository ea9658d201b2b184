"use strict";
const form = document.getElementById("check");
const network = document.querySelector("h1").textContent.replace(/: self-check for cluster managers$/, "");
const quoted = (text) => '"' + String(text).replaceAll('"', '""') + '"';
form.addEventListener("change", (event) => {
  const field = event.target.closest("fieldset");
  if (!field || event.target.type !== "radio") return;
  const spread = field.dataset.spread.split(",").map(Number);
  const at = Number(event.target.value);
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const all = sum(spread);
  field.querySelector(".place").textContent = all
    ? `Of ${all} records of the network ${sum(spread.slice(0, at))} stand lower, ${spread[at]} on the same step, ` +
      `${sum(spread.slice(at + 1))} higher.`
    : "";
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const data = new FormData(form);
  const lines = [["criterion", "answer", "note"], ["record", data.get("record"), ""], ["network", network, ""],
    ["date", data.get("date"), ""]];
  for (const field of form.querySelectorAll("fieldset")) {
    const code = field.dataset.criterion;
    if (data.get(code)) lines.push([code, data.get(code), data.get(code + "-note") || ""]);
  }
  const text = lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = `${data.get("record")}-${data.get("date")}.csv`;
  link.click();
});
