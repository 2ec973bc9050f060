// AssembleMessage: writes what Export-Message gives into a file, whole or not at all.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { absolutePath, isFolder } from "../../src/command/files.ts";
import { cannotWriteMessage, twoMessagesOneFile } from "../../src/transport/errors.ts";
import { BinaryFileDataObject } from "../../src/transport/queues/filedata.ts";
import { text } from "../../src/values/kinds.ts";
import type { Entity } from "../../src/values/shape.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";
import type { DiskFile } from "../../src/world/world.ts";

const piece: Type<Entity> = {
  name: "BinaryFileDataObject",
  convert(value) {
    if (BinaryFileDataObject.holds(value)) return value;
    throw new ConversionError("AssembleMessage takes what Export-Message gives.");
  },
  show: (value) => String(value.get("Identity")),
  encode: (value) => String(value.get("Identity")),
  decode: () => {
    throw new ConversionError("A piece of a message stays in the shell that writes it.");
  },
};

export default defineCmdlet({
  name: "AssembleMessage",
  synopsis: "Writes a message that Export-Message gives into a file.",
  runs: "shell",
  parameters: {
    Path: { type: text, mandatory: true, position: 1, summary: "The file; one that is there is replaced." },
    InputObject: { type: piece, mandatory: true, pipeline: "value", summary: "What Export-Message gives." },
  },
  examples: [
    {
      run: "Get-Message -Filter \"Status -eq 'Suspended'\" | Select-Object -First 1 | Export-Message | AssembleMessage -Path /tmp/message.eml",
      note: "Writes the message into a file.",
    },
  ],
  start(_given, ctx) {
    const { disk } = ctx.world;
    let path = "";
    let beside = "";
    let identity: string | undefined;
    let file: DiskFile | undefined;

    async function begin(given: string): Promise<DiskFile> {
      path = absolutePath(ctx, given);
      if ((await disk.stat(path))?.isFolder) throw isFolder(path);
      beside = `${path}.${ctx.world.random.uuid()}.part`;
      return disk.open(beside, { create: true });
    }

    return {
      async process(p) {
        const named = String(p.InputObject.get("Identity"));
        identity ??= named;
        if (identity !== named) throw twoMessagesOneFile(p.Path);
        try {
          file ??= await begin(p.Path);
          await file.append([Buffer.from(p.InputObject.get("FileData") as Uint8Array)]);
        } catch (error) {
          throw cannotWriteMessage(p.Path, error);
        }
      },
      async end() {
        if (!file) return;
        await file.sync();
        await file.close();
        file = undefined;
        await disk.rename(beside, path);
      },
      /** Left behind by a stop or an error. */
      async close() {
        if (!file) return;
        await file.close();
        await disk.remove(beside);
      },
    };
  },
});
