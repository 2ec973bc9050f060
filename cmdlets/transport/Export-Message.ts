// Export-Message: gives a suspended message as it would go out, piece by piece, for AssembleMessage to write.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { tell } from "../../src/org/turns.ts";
import { BinaryFileDataObject } from "../../src/transport/queues/filedata.ts";
import { messageIdentity } from "../../src/transport/queues/select.ts";

const pieceBytes = 65_536;

export default defineCmdlet({
  name: "Export-Message",
  synopsis: "Gives a copy of a suspended message in a queue; AssembleMessage writes it into a file.",
  description:
    "The message stays in its queue. It begins with lines X-Sender and X-Receiver, which say whom its envelope names, so that the file can be put into the pickup or replay directory; the message follows byte for byte as it would be sent.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    Identity: {
      type: messageIdentity,
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The message: Server\\Queue\\Number. It must be suspended.",
    },
  },
  outputs: [BinaryFileDataObject],
  examples: [
    {
      run: "Get-Message -Filter \"Status -eq 'Suspended'\" | Export-Message | AssembleMessage -Path /tmp/message.eml",
      note: "Writes the suspended message into a file.",
    },
  ],
  async *process(p, ctx) {
    const { queues } = ctx.transport;
    await queues.load();
    try {
      for (const item of queues.messagesNamed(p.Identity)) {
        const Identity = queues.identityOf(item);
        if (!(await ctx.shouldProcess(Identity))) continue;
        const content = await queues.exported(item);
        for (let at = 0; at < content.length; at += pieceBytes) {
          yield BinaryFileDataObject.make({ Identity, FileData: content.subarray(at, at + pieceBytes) });
        }
      }
    } catch (error) {
      tell(ctx, error);
    }
  },
});
