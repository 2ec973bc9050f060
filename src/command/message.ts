// What Write-Host hands to the information stream: text with its colours, and whether a line ends after it.
import { Structured } from "../values/structured.ts";

export const colours = [
  "Black",
  "DarkBlue",
  "DarkGreen",
  "DarkCyan",
  "DarkRed",
  "DarkMagenta",
  "DarkYellow",
  "Gray",
  "DarkGray",
  "Blue",
  "Green",
  "Cyan",
  "Red",
  "Magenta",
  "Yellow",
  "White",
] as const;

export type Colour = (typeof colours)[number];

export class HostMessage extends Structured {
  override readonly typeNames = ["System.Management.Automation.HostInformationMessage"];
  readonly message: string;
  readonly noNewLine: boolean;
  readonly foreground: Colour | undefined;
  readonly background: Colour | undefined;

  constructor(message: string, noNewLine: boolean, foreground?: Colour, background?: Colour) {
    super();
    this.message = message;
    this.noNewLine = noNewLine;
    this.foreground = foreground;
    this.background = background;
  }

  override names(): readonly string[] {
    return ["Message", "NoNewLine", "ForegroundColor", "BackgroundColor"];
  }

  override spelling(name: string): string | undefined {
    return this.names().find((known) => known.toLowerCase() === name.toLowerCase());
  }

  override get(name: string): unknown {
    switch (name.toLowerCase()) {
      case "message":
        return this.message;
      case "nonewline":
        return this.noNewLine;
      case "foregroundcolor":
        return this.foreground ?? null;
      case "backgroundcolor":
        return this.background ?? null;
      default:
        return null;
    }
  }

  override set(name: string): void {
    throw new Error(`'${name}' is a read-only property.`);
  }

  override toString(): string {
    return this.message;
  }
}
