// What Format-* cmdlets give: records that the screen lays out for its width, and that are no data for other cmdlets.
import { Structured } from "../values/structured.ts";

export type Align = "left" | "right" | "center";

export interface TableColumn {
  readonly label: string;
  /** Cells; worked out from the rows where absent. */
  readonly width?: number | undefined;
  readonly align?: Align | undefined;
}

export interface TableStart {
  readonly kind: "table";
  readonly columns: readonly TableColumn[];
  readonly headers: boolean;
  /** Waits for all rows, and drops columns that do not fit instead of cutting cells. */
  readonly autosize: boolean;
  readonly wrap: boolean;
  /** How many rows stand between two headings; absent where they stand at the top alone. */
  readonly repeat?: number;
}

export type Payload =
  | TableStart
  | { readonly kind: "row"; readonly cells: readonly string[]; readonly aligns: readonly Align[] }
  | { readonly kind: "list"; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly kind: "wide"; readonly text: string; readonly columns: number | undefined; readonly autosize: boolean }
  /** The heading of a group: `   Label: text`. Ends the table before it. */
  | { readonly kind: "group"; readonly label: string; readonly text: string }
  /** `prose` breaks at words where the screen ends, below its own indentation. */
  | { readonly kind: "text"; readonly text: string; readonly prose?: boolean }
  | { readonly kind: "end" };

/** One record on its way from a Format-* cmdlet to the screen. */
export class FormatRecord extends Structured {
  override readonly typeNames: readonly string[];
  readonly payload: Payload;

  constructor(payload: Payload) {
    super();
    this.payload = payload;
    this.typeNames = [`Microsoft.PowerShell.Commands.Internal.Format.${dotNetNames[payload.kind]}`];
  }

  override names(): readonly string[] {
    return ["ClassId2e4f51ef21dd47e99d3c952918aff9cd"];
  }

  override spelling(name: string): string | undefined {
    return this.names().find((known) => known.toLowerCase() === name.toLowerCase());
  }

  override get(name: string): unknown {
    return this.spelling(name) === undefined ? null : this.payload.kind;
  }

  override set(name: string): void {
    throw new Error(`'${name}' is a read-only property.`);
  }
}

const dotNetNames: Readonly<Record<Payload["kind"], string>> = {
  table: "FormatStartData",
  row: "FormatEntryData",
  list: "FormatEntryData",
  wide: "FormatEntryData",
  group: "GroupStartData",
  text: "FormatEntryData",
  end: "FormatEndData",
};
