// Remove-SystemMessage: takes a text of one's own away; reports say exsh's own advice again.
import { SystemMessage } from "../../src/org/classes/SystemMessage.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(SystemMessage, {
  synopsis: "Removes a text of your own for reports.",
  examples: [
    {
      run: "New-SystemMessage -DsnCode 5.2.2 -Internal $false -Language en -Text 'Try again tomorrow.'; Remove-SystemMessage en\\External\\5.2.2 -Confirm:$false",
      note: "Reports on full mailboxes say the usual advice again.",
    },
  ],
});
