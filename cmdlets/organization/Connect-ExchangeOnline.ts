// Connect-ExchangeOnline: what scripts for the cloud begin with; they go on with this organization, and are told so.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { boolean, many, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import { credential, secureString } from "../../src/values/secret.ts";

const quiet = { noEffect: "no connection is made, and nobody signs in.", quiet: true } as const;

export default defineCmdlet({
  name: "Connect-ExchangeOnline",
  synopsis: "Warns that there is no connection to Exchange Online: what follows works on this organization.",
  runs: "shell",
  parameters: {
    ConnectionUri: { type: text, position: 1, ...quiet, summary: "The service." },
    AzureADAuthorizationEndpointUri: { type: text, position: 2, ...quiet, summary: "Where one signs in." },
    ExchangeEnvironmentName: { type: text, position: 3, ...quiet, summary: "Which cloud." },
    PSSessionOption: { type: anything, position: 4, ...quiet, summary: "What New-PSSessionOption gave." },
    DelegatedOrganization: { type: text, position: 5, ...quiet, summary: "The customer who is managed." },
    UserPrincipalName: { type: text, ...quiet, summary: "Who signs in." },
    Credential: { type: credential, allowNull: true, ...quiet, summary: "Who signs in." },
    AppId: { type: text, ...quiet, summary: "The application that signs in." },
    CertificateThumbprint: { type: text, ...quiet, summary: "The certificate it signs in with." },
    CertificateFilePath: { type: text, ...quiet, summary: "The file of that certificate." },
    CertificatePassword: { type: secureString, ...quiet, summary: "The password of that file." },
    AccessToken: { type: text, ...quiet, summary: "A token to sign in with." },
    Organization: { type: text, ...quiet, summary: "The organization." },
    Device: { type: switchParameter, ...quiet, summary: "Signs in on another device." },
    InlineCredential: { type: switchParameter, ...quiet, summary: "Asks for the password here." },
    ManagedIdentity: { type: switchParameter, ...quiet, summary: "Signs in as the machine." },
    ManagedIdentityAccountId: { type: text, ...quiet, summary: "Which identity of the machine." },
    DisableWAM: { type: switchParameter, ...quiet, summary: "Does not ask the account manager of Windows." },
    BypassMailboxAnchoring: { type: switchParameter, ...quiet, summary: "Lets any server answer." },
    CommandName: { type: many(text), ...quiet, summary: "The cmdlets that are wanted; all are here." },
    FormatTypeName: { type: many(text), ...quiet, summary: "The views that are wanted." },
    SkipLoadingFormatData: { type: switchParameter, ...quiet, summary: "Loads no views." },
    SkipLoadingCmdletHelp: { type: switchParameter, ...quiet, summary: "Loads no help." },
    Prefix: {
      type: text,
      noEffect: "the cmdlets keep their names.",
      summary: "What is put in front of the nouns.",
    },
    PageSize: { type: wholeNumber("UInt32", 1, 10000), ...quiet, summary: "Objects in one answer." },
    ShowBanner: { type: boolean, ...quiet, summary: "Whether news are shown." },
    ShowProgress: { type: boolean, ...quiet, summary: "Whether a bar is shown." },
    TrackPerformance: { type: boolean, ...quiet, summary: "Whether times are measured." },
    UseMultithreading: { type: boolean, ...quiet, summary: "Whether several requests are under way at a time." },
    EnableErrorReporting: { type: switchParameter, ...quiet, summary: "Writes a log of errors." },
    LogDirectoryPath: { type: text, ...quiet, summary: "Where that log is." },
    LogLevel: { type: text, ...quiet, summary: "What it tells." },
  },
  examples: [{ run: "Connect-ExchangeOnline -ShowBanner:$false", note: "A warning; what follows works here." }],
  process(_, ctx) {
    ctx.warning(
      "There is no connection to Exchange Online: exsh is an organization of its own, and what follows works on that.",
    );
  },
});
