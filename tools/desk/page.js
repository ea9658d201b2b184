"use strict";
// The page of the desk: takes files, asks the worker, shows what it answers.
(() => {
  const $ = (id) => document.getElementById(id);
  const status = $("status"), input = $("files"), drop = $("drop"), results = $("results"), stop = $("stop");
  const say = (text) => { status.textContent = text; };
  const make = (name, given = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(given)) {
      if (key in element && key !== "list") element[key] = value; else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };
  let held = {}, workspace = null, worker = null, number = 0, busy = null, last = null;
  const waiting = new Map(), STOPPED = "stopped";
  window.desk = { ready: null, ask: (words) => ask(words), last: () => last, check: (files) => check(files) };

  if (typeof WebAssembly !== "object") return say("This browser has no WebAssembly, or it is switched off, so the desk cannot run in it. A current Firefox, Chrome, Edge or Safari has it.");
  if (typeof DecompressionStream !== "function" || typeof Worker !== "function") return say("This browser is too old for the desk. A Firefox, Chrome, Edge or Safari of 2023 or later runs it.");

  const inflated = async (id) => {
    const letters = $(id).textContent;
    const packed = Uint8Array.fromBase64 ? Uint8Array.fromBase64(letters) : Uint8Array.from(atob(letters), (c) => c.charCodeAt(0));
    $(id).remove();
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  const ask = (words) => new Promise((resolve, reject) => {
    number += 1;
    waiting.set(number, { resolve, reject });
    worker.postMessage({ id: number, ...words });
  });

  const start = async () => {
    const address = URL.createObjectURL(new Blob([held.worker], { type: "text/javascript" }));
    worker = new Worker(address);
    worker.onmessage = ({ data }) => {
      const { resolve, reject } = waiting.get(data.id);
      waiting.delete(data.id);
      if ("broken" in data) reject(new Error(data.broken)); else resolve(data.answer);
    };
    worker.onerror = (event) => { for (const { reject } of waiting.values()) reject(new Error(event.message || "the worker ended")); waiting.clear(); };
    const about = await ask({ kind: "boot", wasm: held.wasm, library: held.library, site: held.site, workspace });
    if (about) $("network").textContent = `${about.title}, ${about.members.length} members`;
    return about;
  };

  const BROKE = "The file broke the reader, or needs more memory than the browser gives. Nothing of it was kept. Try to save it again in another form, or check it with the command.";
  const restart = async (error) => {
    const why = error.message === STOPPED ? "Stopped. Nothing of that check was kept." : BROKE;
    worker.terminate();
    waiting.clear();
    say(`${why} The desk is starting again.`);
    window.desk.ready = start();
    await window.desk.ready;
    say(`${why} The desk is ready again.`);
  };

  const boot = async () => {
    say("Starting. This takes a few seconds.");
    for (const name of ["wasm", "library", "site", "worker"]) held[name] = await inflated(`part-${name}`);
    if ($("workspace").textContent.trim() !== "-") workspace = new TextDecoder().decode(await inflated("workspace"));
    const about = await start();
    if (!about) return say("This is the empty desk: it has no workspace to check against. The secretariat makes one with: ceecluster desk -o check.html");
    input.disabled = false;
    say("Ready. Choose a file.");
    return about;
  };

  const counted = (findings) => {
    const of = (level) => findings.filter((finding) => finding.severity === level).length;
    const parts = ["error", "warning", "note"].map((level) => [of(level), level]).filter(([count]) => count);
    return parts.length ? parts.map(([count, level]) => `${count} ${level}${count === 1 ? "" : "s"}`).join(", ") : "nothing found";
  };

  const check = async (files) => {
    if (busy) return say("A check is going on; stop it first, or wait.");
    last = { files };
    say(`Checking ${files.map(([name]) => name).join(", ")} …`);
    stop.hidden = false;
    busy = ask({ kind: "check", files });
    let found;
    try {
      found = await busy;
    } catch (error) {
      busy = null;
      stop.hidden = true;
      await restart(error);
      return { broken: error.message };
    }
    busy = null;
    stop.hidden = true;
    if (found.refused) { say(`${found.refused}. ${found.cure ?? ""}`); return found; }
    last = { files, found, report: JSON.parse(found.json) };
    show();
    say(`Checked: ${counted(last.report.findings)}.`);
    return found;
  };

  const save = (name, content, type = "text/plain") => {
    const link = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const taken = async (name, form, target) => {
    let made;
    try { made = await ask({ kind: "take", files: last.files, name, form }); } catch (error) { return restart(error); }
    if (made.refused) return say(`${made.refused}: ${made.cure}`);
    if (!made.length) return say("There is no difference.");
    save(target, made, form === "xlsx" ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/plain");
    say(`Saved as ${target} where your browser puts downloads.`);
  };

  const goTo = (area, line, column) => {
    const lines = area.value.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    const end = from + (lines[line - 1] ?? "").length;
    area.focus();
    area.setSelectionRange(Math.min(from + (column ?? 1) - 1, end), end);
    area.scrollTop = Math.max(0, (line - 6) * (area.scrollHeight / Math.max(lines.length, 1)));
  };

  const rank = { error: 0, warning: 1, note: 2 };
  const sorted = (findings) => [...findings].sort((a, b) => rank[a.severity] - rank[b.severity]);
  const listed = (findings, jump) => make("ul", { className: "findings", tabIndex: 0, ariaLabel: "Findings" }, ...sorted(findings).map((finding) => {
    const place = finding.cell ? `${finding.sheet}!${finding.cell}` : finding.sheet ?? (finding.line ? `line ${finding.line}` : "file");
    const button = make("button", { type: "button", className: "place" }, place);
    button.onclick = () => jump(finding);
    return make("li", { className: finding.severity }, make("span", { className: "kind" }, `${finding.severity} ${finding.code} `), button, ` ${finding.message}`,
      finding.hint ? make("span", { className: "hint" }, finding.hint) : null);
  }));

  const sheets = (file, findings, id) => make("div", {}, ...file.sheets.map((sheet, index) => {
    const marks = new Map(findings.filter((f) => f.sheet === sheet.name && f.cell).map((f) => [f.cell, f]));
    const letters = (n) => (n >= 26 ? letters(Math.floor(n / 26) - 1) : "") + String.fromCharCode(65 + (n % 26));
    const width = Math.max(0, ...sheet.rows.map((row) => row.length));
    const head = make("tr", {}, make("td"), ...Array.from({ length: width }, (_, n) => make("th", { scope: "col" }, letters(n))));
    const rows = sheet.rows.map((row, line) => make("tr", {}, make("th", { scope: "row" }, String(line + 1)), ...row.map((cell, n) => {
      const name = `${letters(n)}${line + 1}`, mark = marks.get(name);
      return make("td", { id: `${id}-${index}-${name}`, tabIndex: mark ? 0 : -1, className: mark ? `marked ${mark.severity}` : "", title: mark ? mark.message : "" }, cell);
    })));
    return make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: `Sheet ${sheet.name}` }, make("table", {}, make("caption", {}, sheet.name), make("thead", {}, head), make("tbody", {}, ...rows)));
  }));

  const completeness = (file) => {
    const rows = file.completeness.filter((row) => row.records);
    if (!rows.length) return null;
    const fields = rows[0].fields;
    return make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "Completeness" }, make("table", {}, make("caption", {}, "Completeness: records in which a field says something, by level"),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "level"), make("th", { scope: "col" }, "records"), ...fields.map((field) => make("th", { scope: "col" }, field.replaceAll("_", " "))))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, make("th", { scope: "row" }, row.level), make("td", {}, String(row.records)), ...fields.map((field) => make("td", {}, String(row.filled[field]))))))));
  };

  const next = (findings) => {
    const counts = new Map();
    for (const finding of findings.filter((each) => each.code.startsWith("CC2"))) {
      const [count, words] = counts.get(finding.code) ?? [0, finding.hint || finding.message];
      counts.set(finding.code, [count + 1, words]);
    }
    const found = [...counts].sort((a, b) => b[1][0] - a[1][0]).slice(0, 5);
    return found.length ? make("div", {}, make("h3", {}, "What to document next"), make("ol", {}, ...found.map(([code, [count, words]]) => make("li", {}, `${words} (${code}, ${count === 1 ? "once" : `${count} times`})`)))) : null;
  };

  const show = () => {
    const drafts = new Map([...results.querySelectorAll("textarea")].map((area) => [area.dataset.name, area.scrollTop]));
    results.replaceChildren(...last.found.files.map((file, index) => {
      const companion = file.shown.slice(0, file.shown.length - file.name.length);
      const stem = file.name.replace(/\.csv$/i, "");
      const mine = last.report.findings.filter((f) => f.file === file.shown || (/\.csv$/i.test(file.name) && f.file.startsWith(`${companion}${stem}.`)));
      const id = `file-${index}`;
      const area = file.text === null ? null : make("textarea", { value: file.text, spellcheck: false, wrap: "off", ariaLabel: `Text of ${file.name}` });
      if (area) {
        area.dataset.name = file.name;
        area.onkeydown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); again(); } };
      }
      const again = () => check(last.files.map(([name, raw]) => (name === file.name ? [name, new TextEncoder().encode(area.value)] : [name, raw])));
      const jump = (finding) => {
        if (area && finding.line && finding.file === file.shown) return goTo(area, finding.line, finding.column);
        const at = file.sheets.findIndex((sheet) => sheet.name === finding.sheet);
        const cell = finding.cell && $(`${id}-${at}-${finding.cell}`);
        if (cell) { cell.scrollIntoView({ block: "center", inline: "center" }); cell.focus(); } else say(`${finding.file}: ${finding.message}`);
      };
      const button = (words, act, given = {}) => { const made = make("button", { type: "button", ...given }, words); made.onclick = act; return made; };
      const base = file.name.replace(/\.[^.]+$/, "");
      const moved = file.records && ["added", "removed", "changed"].filter((kind) => file.records[kind].length).map((kind) => `${kind}: ${file.records[kind].slice(0, 8).join(", ")}${file.records[kind].length > 8 ? ` and ${file.records[kind].length - 8} more` : ""}`);
      return make("section", { ariaLabel: file.name },
        make("h2", {}, file.name),
        make("p", {}, `Read as ${file.role === "national" ? "the national frame" : file.role} ${file.owner}: ${counted(mine)}.`),
        moved ? make("p", {}, moved.length ? `Records against the workspace's state: ${moved.join("; ")}.` : "No record differs from the workspace's state.") : null,
        make("div", { className: "row" },
          area ? button("Check again (Ctrl+Enter)", again, { className: "first" }) : null,
          file.mended !== null ? button("Mend what is safe", () => { area.value = file.mended; again(); }) : null,
          area ? button("Save the text", () => save(file.name, area.value)) : null,
          button("Save as YAML", () => taken(file.name, "yaml", `${base}.yaml`), { disabled: !file.usable }),
          button("Save as Excel", () => taken(file.name, "xlsx", `${base}.xlsx`), { disabled: !file.usable }),
          button("Save what changed", () => taken(file.name, "diff", `${base}.diff`), { disabled: !file.usable }),
          button("Save the findings", () => save(`${base}.findings.json`, last.found.json, "application/json"))),
        make("div", { className: "beside" }, make("div", {}, mine.length ? listed(mine, jump) : make("p", {}, "Nothing found.")), area ?? sheets(file, mine, id)),
        next(mine), completeness(file));
    }));
    for (const area of results.querySelectorAll("textarea")) area.scrollTop = drafts.get(area.dataset.name) ?? 0;
  };

  const take = async (chosen) => {
    if (!chosen.length || input.disabled) return;
    check(await Promise.all([...chosen].map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())])));
  };
  input.onchange = async () => { await take(input.files); input.value = ""; };
  for (const name of ["dragover", "dragenter"]) document.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  document.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); take(event.dataTransfer.files); });
  stop.onclick = () => { for (const { reject } of waiting.values()) reject(new Error(STOPPED)); };
  window.desk.ready = new Promise((resolve) => { document.addEventListener("DOMContentLoaded", () => resolve(boot().catch((error) => say(`The desk cannot start: ${error.message}`)))); });
})();
