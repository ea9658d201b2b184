// Byte code of Python files, made by the very Python that will run it: node compile.mjs PYODIDE_FOLDER IN.zip OUT.zip
// Both archives hold files as they are, in the order of their names; OUT has `.pyc` in place of each `.py`.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const [folder, source, target] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
// Sets of constants are written in the order of their hashes.
const python = await loadPyodide({ indexURL: `${folder}/`, env: { PYTHONHASHSEED: "0", HOME: "/home/desk" } });
python.FS.writeFile("/in.zip", readFileSync(source));
python.runPython(`
import importlib.util, marshal, zipfile

with zipfile.ZipFile("/in.zip") as given, zipfile.ZipFile("/out.zip", "w") as made:
    for name in sorted(given.namelist()):
        content = given.read(name)
        if name.endswith(".py"):
            code = compile(content, name, "exec", dont_inherit=True)
            # Unchecked: there is no source beside it to be checked against.
            head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + importlib.util.source_hash(content)
            name, content = name + "c", head + marshal.dumps(code)
        made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
`);
writeFileSync(target, python.FS.readFile("/out.zip"));
