"use strict";
(() => {
  // On a narrow screen the contents would be a page of their own before the first sentence.
  if (window.matchMedia("(max-width: 68rem)").matches) {
    document.querySelectorAll("nav.contents details, nav.site .menu").forEach((part) => part.removeAttribute("open"));
  }
  // The same place in the other language.
  document.querySelectorAll("nav.languages a").forEach((link) => {
    link.addEventListener("click", () => { link.hash = window.location.hash; });
  });
  const cell = (row, index) => row.cells[index].textContent.trim();
  const value = (text) => {
    const number = parseFloat(text.replace(/[\s\u00a0%]/g, "").replace(",", "."));
    return Number.isNaN(number) ? null : number;
  };
  const sortBy = (table, index, ascending) => {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    rows.sort((a, b) => {
      const x = cell(a, index), y = cell(b, index), m = value(x), n = value(y);
      const order = m !== null && n !== null ? m - n : m !== null ? -1 : n !== null ? 1 : x.localeCompare(y);
      return ascending ? order : -order;
    });
    rows.forEach((row) => body.append(row));
  };
  document.querySelectorAll("table.sortable").forEach((table) => {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const ascending = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        sortBy(table, index, ascending);
      });
    });
  });
  document.querySelectorAll("table.filterable").forEach((table) => {
    const label = document.createElement("label");
    label.className = "filter";
    label.append("{% trans %}Filter the rows{% endtrans %}");
    const input = document.createElement("input");
    input.type = "search";
    label.append(input);
    // How many rows are left is read out.
    const count = document.createElement("output");
    const rows = Array.from(table.tBodies[0].rows);
    // A list that nobody reads through shows its beginning until something is looked for; what links lead to stays.
    const shown = rows.length > 300 && !table.querySelector("tr[id]") ? 50 : rows.length;
    label.append(count);
    table.closest(".table").before(label);
    const filter = () => {
      const wanted = input.value.toLowerCase();
      const most = wanted ? rows.length : shown;
      let left = 0;
      rows.forEach((row) => {
        row.hidden = left >= most || !row.textContent.toLowerCase().includes(wanted);
        left += row.hidden ? 0 : 1;
      });
      const told = "{% trans %}LEFT of ALL rows{% endtrans %}";
      count.textContent = left < rows.length || wanted ? ` ${told.replace("LEFT", left).replace("ALL", rows.length)}` : "";
    };
    if (shown < rows.length) filter();
    input.addEventListener("input", filter);
  });
})();
