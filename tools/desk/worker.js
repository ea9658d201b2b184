// The desk's worker: Python with the validator. It answers `boot`, `check` and `take`, one after the other.
const ADDRESS = "https://desk.invalid/"; // nobody's; what is asked of it is taken from the page
let parts = {};
let python;
globalThis.fetch = async (asked) => {
  const name = String(asked.url ?? asked).slice(ADDRESS.length);
  if (!parts[name]) throw new TypeError(`the desk asks nobody for ${name}`);
  const kind = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(parts[name], { headers: { "Content-Type": kind } });
};

const BEGIN = `
import gc, io, json, os, sys, zipfile
from pathlib import Path

gc.disable()
with zipfile.ZipFile("/site.zip") as archive:
    archive.extractall("/site")
os.unlink("/site.zip")
sys.path.insert(0, "/site")
from ceecluster.desk.session import Session
from ceecluster.errors import UsageError
import ceecluster.forms.findings.machines, ceecluster.sources.tables

session = None

def open_workspace(held):
    global session
    held = json.loads(held)
    root = Path("/desk") / held["folder"]
    root.mkdir(parents=True, exist_ok=True)
    os.chdir("/desk")
    session = Session(held, root)
    gc.collect()
    gc.freeze()
    network = session.framework.network if session.framework is not None else None
    members = [[r.code, r.name.get("en") or next(iter(r.name.values()))] for r in network.regions] if network else []
    return json.dumps({"title": network.title if network else "", "members": members, "version": held["version"]})

def given(files):
    return {str(name): bytes(raw.to_py()) for name, raw in files}

def check(files):
    try:
        return json.dumps(session.check(given(files)))
    except UsageError as error:
        return json.dumps({"refused": error.message, "cure": error.hint})
    finally:
        gc.collect(1)

def take(files, name, form):
    try:
        return session.take_away(given(files), name, form)
    except UsageError as error:
        return json.dumps({"refused": error.message, "cure": error.hint})
`;

async function boot({ wasm, library, site, workspace }) {
  parts = { "pyodide.asm.wasm": wasm, "library.zip": library };
  python = await loadPyodide({
    indexURL: ADDRESS,
    stdLibURL: `${ADDRESS}library.zip`,
    lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version: "314.0.7" }, packages: {} },
    createPyodideModule: _createPyodideModule,
    packages: [],
    env: { HOME: "/home/desk", TZ: "UTC" },
  });
  parts = {};
  python.FS.writeFile("/site.zip", site);
  python.runPython(BEGIN);
  return workspace ? open(workspace) : null;
}

const open = (workspace) => JSON.parse(python.globals.get("open_workspace")(workspace));

function check({ files }) {
  return JSON.parse(python.globals.get("check")(python.toPy(files, { depth: 2 })));
}

function take({ files, name, form }) {
  const made = python.globals.get("take")(python.toPy(files, { depth: 2 }), name, form);
  return typeof made === "string" ? JSON.parse(made) : made.toJs();
}

onmessage = async ({ data }) => {
  try {
    const answers = { boot, check, take, open: ({ workspace }) => open(workspace) };
    postMessage({ id: data.id, answer: await answers[data.kind](data) });
  } catch (error) {
    postMessage({ id: data.id, broken: String(error?.message ?? error).slice(-2000) });
  }
};
