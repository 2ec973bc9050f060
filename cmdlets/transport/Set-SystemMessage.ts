// Set-SystemMessage: changes a text of one's own for reports; it holds for the next one.
import { SystemMessage } from "../../src/org/classes/SystemMessage.ts";
import { setOf } from "../../src/org/derived.ts";

export default setOf(SystemMessage, {
  synopsis: "Changes a text of your own for reports.",
  parameters: ["Text"],
  examples: [
    {
      run: "New-SystemMessage -DsnCode 5.1.10 -Internal $true -Language ko -Text '주소를 찾을 수 없습니다.'; Set-SystemMessage ko\\Internal\\5.1.10 -Text '주소록에서 주소를 <B>다시</B> 고르십시오.'",
      note: "Gives people inside another advice in Korean.",
    },
  ],
});
