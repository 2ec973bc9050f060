// New-TemporaryFile: an empty file in the folder for temporary files.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { FileInfo, fileObject } from "../../src/command/fileinfo.ts";
import { join } from "../../src/command/files.ts";

export default defineCmdlet({
  name: "New-TemporaryFile",
  synopsis: "Makes an empty file in the folder for temporary files.",
  runs: "shell",
  confirms: "allow",
  outputs: [FileInfo],
  examples: [{ run: "$file = New-TemporaryFile; 'x' | Set-Content $file; Remove-Item $file", note: "Used and gone." }],
  async *process(_, { world, shell, shouldProcess }) {
    const folder = shell.environment().find(([name]) => name === "TMPDIR")?.[1] || "/tmp";
    const path = join(folder, `tmp${world.random.bytes(6).toString("hex")}.tmp`);
    if (!(await shouldProcess(path))) return;
    await world.disk.makeFolder(folder);
    // Nobody else may read what a script puts aside.
    await world.disk.write(path, "", 0o600);
    const facts = await world.disk.stat(path);
    if (facts) yield fileObject(path, facts);
  },
});
