// What arithmetic cannot do, with the id and the exception that PowerShell gives it.

/** What arithmetic cannot do; `id` is PowerShell's error id. */
export class ArithmeticError extends Error {
  override readonly name = "ArithmeticError";
  readonly id: string;
  readonly exceptionType: string;

  constructor(message: string, id: string, exceptionType = "System.Management.Automation.RuntimeException") {
    super(message);
    this.id = id;
    this.exceptionType = exceptionType;
  }
}
