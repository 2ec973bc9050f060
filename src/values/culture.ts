// The two cultures there are: what people read follows en-US, what scripts hand on ("$x", casts) the invariant one.

/** "" is the invariant culture, as .NET names it. */
export type Culture = "en-US" | "";

export interface CultureRules {
  /** The patterns behind the one-letter formats of a date that differ between cultures. */
  readonly dates: Readonly<Record<string, string>>;
  readonly currency: (amount: string, negative: boolean) => string;
  readonly percent: (amount: string) => string;
}

const english: CultureRules = {
  dates: {
    d: "M/d/yyyy",
    D: "dddd, MMMM d, yyyy",
    f: "dddd, MMMM d, yyyy h:mm tt",
    F: "dddd, MMMM d, yyyy h:mm:ss tt",
    g: "M/d/yyyy h:mm tt",
    G: "M/d/yyyy h:mm:ss tt",
    M: "MMMM d",
    t: "h:mm tt",
    T: "h:mm:ss tt",
    U: "dddd, MMMM d, yyyy h:mm:ss tt",
    Y: "MMMM yyyy",
  },
  currency: (amount, negative) => `${negative ? "-" : ""}$${amount}`,
  percent: (amount) => `${amount}%`,
};

const invariant: CultureRules = {
  dates: {
    d: "MM/dd/yyyy",
    D: "dddd, dd MMMM yyyy",
    f: "dddd, dd MMMM yyyy HH:mm",
    F: "dddd, dd MMMM yyyy HH:mm:ss",
    g: "MM/dd/yyyy HH:mm",
    G: "MM/dd/yyyy HH:mm:ss",
    M: "MMMM dd",
    t: "HH:mm",
    T: "HH:mm:ss",
    U: "dddd, dd MMMM yyyy HH:mm:ss",
    Y: "yyyy MMMM",
  },
  currency: (amount, negative) => (negative ? `(¤${amount})` : `¤${amount}`),
  percent: (amount) => `${amount} %`,
};

/** How a culture writes; the session's own is en-US ($PSCulture). */
export function rulesOf(culture: Culture): CultureRules {
  return culture === "" ? invariant : english;
}
