// Variables, functions and aliases, and where they are seen: a scope per call, reading looks up through the callers (about_Scopes).
import type { Alias, VariableOption, Visibility } from "../command/session.ts";
import { privateVariable, readOnlyVariable, unknownScope } from "./errors.ts";
import type { FunctionInfo } from "./functions.ts";

export class Variable {
  readonly name: string;
  value: unknown;
  option: VariableOption = "None";
  description = "";
  visibility: Visibility = "Public";
  /** Set when it is removed or becomes private, so that nobody who remembers it goes on reading it unasked. */
  removed = false;
  /** Reads what is assigned as the type and by the rules that the variable was declared with. */
  check: ((value: unknown) => unknown) | undefined;

  constructor(name: string, value: unknown) {
    this.name = name;
    this.value = value;
  }

  assign(value: unknown): void {
    if (this.option === "ReadOnly" || this.option === "Constant") throw readOnlyVariable(this.name);
    this.value = this.check ? this.check(value ?? null) : value;
  }
}

export class Scope {
  readonly parent: Scope | null;
  readonly variables = new Map<string, Variable>();
  readonly functions = new Map<string, FunctionInfo>();
  readonly aliases = new Map<string, Alias>();
  /** The nearest scope of a script file, or the global one: what `$script:` means. */
  readonly script: Scope;

  constructor(parent: Scope | null, isScript = false) {
    this.parent = parent;
    this.script = isScript || parent === null ? this : parent.script;
  }

  /** The variable as it is seen from here; `key` is in lower case. */
  find(key: string): Variable | undefined {
    const own = this.variables.get(key);
    if (own) return own;
    for (let scope = this.parent; scope !== null; scope = scope.parent) {
      const found = scope.variables.get(key);
      if (found && found.option !== "Private") return found;
    }
    return undefined;
  }

  /** Throws a Problem where code of this scope may not name the variable (Set-Variable, -Visibility). */
  mayName(variable: Variable | undefined): void {
    if (variable?.visibility === "Private" && this.parent === null) throw privateVariable(variable.name);
  }

  /** The variable of this scope itself, made when there is none. */
  own(name: string): Variable {
    const key = name.toLowerCase();
    let found = this.variables.get(key);
    if (!found) {
      found = new Variable(name, null);
      this.variables.set(key, found);
    }
    return found;
  }

  /** Assigns in this scope. */
  set(name: string, value: unknown): void {
    const key = name.toLowerCase();
    const known = this.variables.get(key);
    if (known) known.assign(value);
    else {
      const above = this.find(key);
      if (above?.option === "Constant" || above?.option === "AllScope") above.assign(value);
      else this.variables.set(key, new Variable(name, value));
    }
  }

  /** Sets without looking at options and checks: for what the language itself provides. */
  put(name: string, value: unknown): void {
    this.own(name).value = value;
  }

  remove(key: string): boolean {
    const found = this.variables.get(key);
    if (!found) return false;
    found.removed = true;
    return this.variables.delete(key);
  }

  findFunction(key: string): FunctionInfo | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const found = scope.functions.get(key);
      if (found) return found;
    }
    return undefined;
  }

  /** The nearest scope that holds an alias which can be seen from here. */
  aliasHome(key: string): Scope | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const found = scope.aliases.get(key);
      if (found && (scope === this || found.option !== "Private")) return scope;
    }
    return undefined;
  }

  findAlias(key: string): Alias | undefined {
    return this.aliasHome(key)?.aliases.get(key);
  }

  /** Sets it in this scope; one that is for all scopes is changed where it is. Throws a Problem where it is read-only. */
  setAlias(alias: Alias, force = false): void {
    const key = alias.name.toLowerCase();
    const home = this.aliasHome(key);
    const target = home?.aliases.get(key)?.option === "AllScope" ? home : this;
    const known = target.aliases.get(key);
    if (known?.option === "Constant" || (known?.option === "ReadOnly" && !force)) throw readOnlyVariable(alias.name);
    target.aliases.set(key, alias);
  }

  /** "Global", "Local", "Script", or how many scopes up. Throws a Problem for anything else. */
  named(name: string): Scope {
    let scope: Scope = this;
    switch (name.toLowerCase()) {
      case "local":
      case "private":
        return scope;
      case "script":
        return this.script;
      case "global":
        while (scope.parent) scope = scope.parent;
        return scope;
    }
    if (!/^\d{1,4}$/.test(name)) throw unknownScope(name);
    for (let up = Number(name); up > 0; up--) {
      if (!scope.parent) throw unknownScope(name);
      scope = scope.parent;
    }
    return scope;
  }
}
