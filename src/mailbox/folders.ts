// The folders that every mailbox has, as Exchange names them.

export interface Folder {
  /** In keys; never shown. */
  readonly id: FolderId;
  readonly name: string;
  /** As Get-MailboxFolderStatistics shows it. */
  readonly path: string;
  readonly type: string;
}

export const folders = [
  { id: "inbox", name: "Inbox", path: "/Inbox", type: "Inbox" },
  { id: "drafts", name: "Drafts", path: "/Drafts", type: "Drafts" },
  { id: "sent", name: "Sent Items", path: "/Sent Items", type: "SentItems" },
  { id: "deleted", name: "Deleted Items", path: "/Deleted Items", type: "DeletedItems" },
  { id: "junk", name: "Junk Email", path: "/Junk Email", type: "JunkEmail" },
  { id: "outbox", name: "Outbox", path: "/Outbox", type: "Outbox" },
  { id: "archive", name: "Archive", path: "/Archive", type: "Archive" },
] as const satisfies readonly { id: string; name: string; path: string; type: string }[];

export type FolderId = (typeof folders)[number]["id"];

export const folderOf = (id: FolderId): Folder => folders.find((folder) => folder.id === id)!;

/** Finds a folder by name, path or type, in any case: "inbox", "/Sent Items", "SentItems". */
export function findFolder(text: string): Folder | undefined {
  const wanted = text.toLowerCase().replace(/^[/\\]/, "");
  return folders.find(({ name, type }) => wanted === name.toLowerCase() || wanted === type.toLowerCase());
}
