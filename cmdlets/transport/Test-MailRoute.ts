// Shows what would become of a message, with the reasons, without sending anything.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import { attempt } from "../../src/org/turns.ts";
import { MailRoute, viewPlan } from "../../src/transport/categorizer/routeview.ts";
import { type ByteQuantifiedSize, byteSize } from "../../src/values/bytesize.ts";
import { many, switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Test-MailRoute",
  synopsis: "Shows where a message would go and why; nothing is sent.",
  runs: "organization",
  parameters: {
    Recipients: { type: many(smtpAddress), mandatory: true, position: 1, pipeline: "value", summary: "To whom." },
    Sender: { type: smtpAddress, summary: "From whom; the null sender when it is left out." },
    Size: { type: byteSize, default: "10KB", summary: "How large the message is." },
    Authenticated: { type: switchParameter, summary: "Whether the sender has proved who he is." },
  },
  outputs: [MailRoute],
  examples: [
    { run: "Test-MailRoute kim@fabrikam.com -Sender alice@contoso.com", note: "Which connector would carry it." },
    { run: "(Test-MailRoute nobody@contoso.com -Size 50MB).Reasons", note: "The steps one by one." },
  ],
  async *process(p, ctx) {
    const size: ByteQuantifiedSize = p.Size;
    const plan = await attempt(ctx, () =>
      ctx.transport.plan({
        envelope: { sender: p.Sender ?? "", recipients: p.Recipients.map((address) => ({ address })) },
        size: size.bytes,
        authenticated: p.Authenticated ?? false,
        bypassSizeLimit: false,
        system: false,
        report: false,
      }),
    );
    if (plan) yield* viewPlan(plan, ctx.org.snapshot());
  },
});
