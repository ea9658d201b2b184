"use strict";
// The arithmetic of scoring/tree.py `aggregate` and scoring/quality.py `slot_bounds`; a test holds both against each other.
const weighing = (() => {
  const forward = (z, q) => (q === 1 ? z : q === 0 ? Math.log(z) : q === -1 ? 1 / z : z ** q);
  const backward = (mean, q) => (q === 1 ? mean : q === 0 ? Math.exp(mean) : q === -1 ? 1 / mean : mean ** (1 / q));
  // One unit: leaves (null is absent) to every slot.
  const aggregate = (kernel, weights, leaves, floor, flat) => {
    const out = leaves.map((z) => (z === null || !floor ? z : Math.max(z, floor)));
    for (const joint of kernel.joints) {
      const there = joint.children.filter((slot) => out[slot] !== null);
      const thin = joint.least > 0 && there.length / joint.children.length < joint.least - 1e-9;
      const q = flat ? 1 : joint.exponent;
      let total = 0, sum = 0;
      for (const slot of thin ? [] : there) {
        const weight = weights[kernel.key_of[slot]];
        total += weight;
        if (weight > 0) sum += weight * forward(out[slot], q);
      }
      out.push(total > 0 ? backward(sum / total, q) : null);
    }
    return out;
  };
  // One unit at one slot: lowest, documented and highest value, and the documented share of the weight.
  const standing = (kernel, weights, unit, slot) => {
    const z = kernel.z[unit], applies = kernel.applicable[unit];
    const filled = (fill) => z.map((value, leaf) => (!applies[leaf] ? null : value === null ? fill : value));
    const shown = z.map((value, leaf) => (!applies[leaf] ? null : value === null ? 0 : 1));
    const at = (leaves, floor, flat) => aggregate(kernel, weights, leaves, floor, flat)[slot];
    const coverage = at(shown, null, true);
    const partial = at(z, kernel.floor, false);
    const enough = coverage !== null && coverage >= kernel.least - 1e-9;
    const value = enough ? partial : null;
    const found = value === null ? undefined : kernel.classes.find(([, least]) => value >= least - 1e-9);
    return {
      low: at(filled(0), kernel.floor, false), value, high: at(filled(1), kernel.floor, false), coverage, partial,
      quality_class: found ? found[0] : null,
    };
  };
  // The first joint whose children have no weight at all; the command refuses such weights too.
  const empty = (kernel, weights) =>
    kernel.joints.find((joint) => !joint.children.some((slot) => weights[kernel.key_of[slot]] > 0));
  // The units whose interval lies wholly below, and wholly above, that of each unit.
  // Units that are withheld have no place among the others.
  const apart = (standings, withheld = []) =>
    standings.map((mine, own) => {
      const others = (holds) =>
        standings.flatMap((other, unit) => (!withheld[own] && !withheld[unit] && holds(other) ? [unit] : []));
      return {
        below: others((other) => other.high !== null && mine.low > other.high),
        above: others((other) => mine.high !== null && other.low > mine.high),
      };
    });
  const side = (value, limit) => (Math.abs(value - limit) < 1e-9 ? 0 : value > limit ? 1 : -1);
  // Ties of the last digit go to the even one, as in every other form.
  const fixed = (value, places) => {
    const scaled = value * 10 ** places;
    if (Number.isInteger(value * 2 ** 20) && Math.abs(scaled % 1) === 0.5) {
      return (2 * Math.round(scaled / 2) / 10 ** places).toFixed(places);
    }
    return value.toFixed(places);
  };
  // numerals.py `decimal`: never rounded over a limit it is judged by.
  const decimal = (value, digits, limits) => {
    for (let places = digits; places < digits + 6; places += 1) {
      const text = fixed(value, places);
      if (limits.every((limit) => side(Number(text), limit) === side(value, limit))) return text;
    }
    return fixed(value, digits);
  };
  const percentage = (value, limits) => {
    const hundred = 100 * value;
    if (hundred > 0 && hundred < 0.5) return "<1";
    if (hundred >= 99.5 && hundred < 100 - 1e-7) return ">99";
    return decimal(hundred, 0, limits.map((limit) => 100 * limit));
  };
  const file = (kernel, weights, head) =>
    `# ${head}\n` + kernel.keys.map((key, place) => `${JSON.stringify(key)}: ${weights[place]}\n`).join("");
  return { aggregate, standing, empty, apart, decimal, percentage, file };
})();
if (typeof document !== "undefined") {
  document.querySelectorAll(".weighing").forEach((panel) => {
    const kernel = JSON.parse(panel.querySelector("script").textContent);
    const words = panel.dataset;
    const sliders = Array.from(panel.querySelectorAll("input[type=range]"));
    const rows = Array.from(panel.querySelector("table").tBodies[0].rows);
    const names = rows.map((row) => row.cells[0].textContent);
    const withheld = rows.map((row) => "withheld" in row.dataset);
    const open = withheld.filter((bare) => !bare).length;
    const [place, status] = [panel.querySelector("select"), panel.querySelector("[role=status]")];
    const [reset, take] = panel.querySelectorAll("button");
    let weights = kernel.weights.slice();
    const told = (text) => text.replace(".", words.decimal);
    const number = (value, limits) => (value === null ? "–" : told(weighing.decimal(value, 2, limits)));
    const write = (unit, mine, apart) => {
      const cells = rows[unit].cells;
      const others = (list) => list.map((other) => names[other]).join(", ");
      const bare = withheld[unit];
      cells[1].textContent = bare ? "–" : number(mine.value, kernel.classes.map(([, least]) => least));
      cells[2].textContent = `${number(mine.low, [])}–${number(mine.high, [])}`;
      cells[3].textContent = mine.coverage === null
        ? "–" : words.percent.replace("0", told(weighing.percentage(mine.coverage, [kernel.least])));
      cells[4].textContent =
        bare ? words.unchecked : mine.value === null ? words.insufficient : mine.quality_class ?? "–";
      cells[5].textContent = bare ? "–" :
        [apart.below.length ? `${words.over} ${others(apart.below)}` : "",
          apart.above.length ? `${words.under} ${others(apart.above)}` : ""].filter(Boolean).join("; ") || words.open;
    };
    const show = () => {
      sliders.forEach((slider) => {
        const index = Number(slider.dataset.place), weight = weights[index];
        slider.setAttribute("aria-valuetext", told(String(weight)));
        slider.nextElementSibling.textContent = told(String(weight));
        slider.parentElement.classList.toggle("moved", weight !== kernel.weights[index]);
      });
      const none = weighing.empty(kernel, weights);
      take.disabled = Boolean(none);
      if (none) {
        status.textContent = words.zero;
        return;
      }
      const slot = kernel.z[0].length + Number(place.value);
      const standings = rows.map((_, unit) => weighing.standing(kernel, weights, unit, slot));
      const apart = weighing.apart(standings, withheld);
      standings.forEach((mine, unit) => write(unit, mine, apart[unit]));
      const clear = apart.reduce((count, each) => count + each.below.length, 0);
      const moved = weights.filter((weight, index) => weight !== kernel.weights[index]).length;
      status.textContent = words.status
        .replace("%1", moved).replace("%2", clear).replace("%3", (open * (open - 1)) / 2);
    };
    sliders.forEach((slider) => {
      slider.addEventListener("input", () => {
        weights[Number(slider.dataset.place)] = Number(slider.valueAsNumber.toPrecision(3));
        show();
      });
    });
    const restore = () => {
      weights = kernel.weights.slice();
      sliders.forEach((slider) => { slider.value = String(weights[Number(slider.dataset.place)]); });
      show();
    };
    place.addEventListener("change", show);
    reset.addEventListener("click", restore);
    take.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([weighing.file(kernel, weights, words.head)], { type: "text/yaml" }));
      link.download = "weights.yaml";
      link.click();
    });
    panel.hidden = false;
    restore();
    document.dispatchEvent(new Event("filled"));
  });
}
