// The one way to say no in an SMTP session: thrown wherever the reason is found, made a reply at one place.

/** A refusal with its reply code (RFC 5321 4.2), enhanced status code (RFC 3463) and text. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: number;
  /** "5.7.1"; "" where none is given, as in replies to EHLO. */
  readonly enhanced: string;
  /** Whether the connection ends with this reply. */
  readonly closes: boolean;

  constructor(code: number, enhanced: string, text: string, closes = code === 421) {
    super(text);
    this.code = code;
    this.enhanced = enhanced;
    this.closes = closes;
  }
}
