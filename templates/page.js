"use strict";
(() => {
  // On a narrow screen the contents would be a page of their own before the first sentence.
  if (window.matchMedia("(max-width: 79.99rem)").matches) {
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
  // On a phone or a tablet a table that does not fit is read row by row, each value under its name: scrolled, its rows
  // would be as tall as what is out of sight. Roles are said again, since a table that is no grid on the screen loses them.
  const narrow = window.matchMedia("(max-width: 68rem)");
  const name = (table) => {
    const names = Array.from(table.tHead.rows[0].cells, (head) => head.textContent.trim());
    Array.from(table.tBodies[0].rows).forEach((row) => {
      // What names a row needs no name, but for a number.
      Array.from(row.cells).forEach((held, index) => {
        if (index || held.matches(".number")) held.dataset.name = names[index];
      });
    });
  };
  // A list that links lead into is read row by row on paper, on any screen.
  document.querySelectorAll("main .table > table:has(tr[id])").forEach((table) => {
    table.classList.add("listed");
    name(table);
  });
  // A narrow cell of many lines makes its whole row tall while the others stand empty.
  const towers = (table) => Array.from(table.tBodies[0].rows).some((row) => row.offsetHeight > 110 && Array.from(row.cells)
    .some((held) => held.offsetWidth < 260 && held.firstChild && textHeight(held) > (held.offsetWidth < 160 ? 110 : 200)));
  const textHeight = (held) => {
    const range = document.createRange();
    range.selectNodeContents(held);
    return range.getBoundingClientRect().height;
  };
  const stack = () => {
    const whole = Array.from(document.querySelectorAll("main .table > table")).filter((table) => !table.closest(".figure"));
    // Measured as a grid each time: a phone that is turned has room for more.
    whole.forEach((table) => table.classList.remove("stacked"));
    if (!narrow.matches) return;
    const tight = whole
      .filter((table) => table.offsetWidth > table.parentElement.clientWidth + 1 || towers(table))
      // Many rows of many numbers are compared down their columns: such a table scrolls.
      .filter((table) => !table.matches(".wide") || table.querySelector("td.long") || table.tBodies[0].rows.length <= 15);
    tight.forEach((table) => {
      table.classList.add("stacked");
      name(table);
      table.setAttribute("role", "table");
      table.querySelectorAll("thead, tbody").forEach((part) => part.setAttribute("role", "rowgroup"));
      Array.from(table.rows).forEach((row) => {
        row.setAttribute("role", "row");
        const values = Array.from(row.querySelectorAll("td"));
        const none = values.filter((held) => held.textContent === "–");
        const bare = none.length === values.length || table.closest(".weighing");
        none.forEach((held) => { held.toggleAttribute("data-none", !bare); });
        Array.from(row.cells).forEach((held) => {
          const head = held.tagName === "TH";
          held.setAttribute("role", !head ? "cell" : held.scope === "col" ? "columnheader" : "rowheader");
        });
      });
    });
  };
  // On paper nothing can be unfolded.
  const folded = Array.from(document.querySelectorAll("details.folded"));
  const shut = new Set();
  window.addEventListener("beforeprint", () => {
    folded.filter((part) => !part.open).forEach((part) => { shut.add(part); part.open = true; });
  });
  window.addEventListener("afterprint", () => { shut.forEach((part) => { part.open = false; }); shut.clear(); });
  stack();
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (width === window.innerWidth) return;
    width = window.innerWidth;
    stack();
  });
  document.addEventListener("filled", stack);
  folded.forEach((part) => part.addEventListener("toggle", stack));
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
      const number = (value) => value.toLocaleString(document.documentElement.lang);
      const told = "{% trans %}LEFT of ALL rows{% endtrans %}";
      count.textContent = left < rows.length || wanted ? ` ${told.replace("LEFT", number(left)).replace("ALL", number(rows.length))}` : "";
    };
    if (shown < rows.length) filter();
    input.addEventListener("input", filter);
  });
})();
