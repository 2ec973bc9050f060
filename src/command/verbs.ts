// The verbs that names of commands begin with, by group (Approved Verbs for PowerShell Commands).

export const verbGroups = ["Common", "Data", "Lifecycle", "Diagnostic", "Communications", "Security", "Other"] as const;
export type VerbGroup = (typeof verbGroups)[number];

const table: Readonly<Record<VerbGroup, string>> = {
  Common: `Add a Clear cl Close cs Copy cp Enter et Exit ex Find fd Format f Get g Hide h Join j Lock lk Move m New n
    Open op Optimize om Pop pop Push pu Redo re Remove r Rename rn Reset rs Resize rz Search sr Select sc Set s Show sh
    Skip sk Split sl Step st Switch sw Undo un Unlock uk Watch wc`,
  Data: `Backup ba Checkpoint ch Compare cr Compress cm Convert cv ConvertFrom cf ConvertTo ct Dismount dm Edit ed
    Expand en Export ep Group gp Import ip Initialize in Limit l Merge mg Mount mt Out o Publish pb Restore rr Save sv
    Sync sy Unpublish ub Update ud`,
  Lifecycle: `Approve ap Assert as Build bd Complete cmp Confirm cn Deny dn Deploy dp Disable d Enable e Install is
    Invoke i Register rg Request rq Restart rt Resume ru Start sa Stop sp Submit sb Suspend ss Uninstall us
    Unregister ur Wait w`,
  Diagnostic: "Debug db Measure ms Ping pi Repair rp Resolve rv Test t Trace tr",
  Communications: "Connect cc Disconnect dc Read rd Receive rc Send sd Write wr",
  Security: "Block bl Grant gr Protect pt Revoke rk Unblock ul Unprotect up",
  Other: "Use u",
};

export interface VerbEntry {
  readonly verb: string;
  /** What aliases of its commands begin with. */
  readonly prefix: string;
  readonly group: VerbGroup;
}

export function verbs(): readonly VerbEntry[] {
  return verbGroups.flatMap((group) => {
    const words = table[group].split(/\s+/);
    return words.flatMap((verb, i) => (i % 2 === 0 ? [{ verb, prefix: words[i + 1] ?? "", group }] : []));
  });
}
