/** Prints a syntax tree as one compact line, so that tables of source and tree can be read. */

import type {
  Attribute,
  Block,
  CommandElement,
  Expression,
  ParamBlock,
  Parameter,
  PipelineElement,
  Redirection,
  ScriptBlock,
  Statement,
  TypeName,
} from "../../src/language/syntax/tree.ts";

function list(...items: (string | null)[]): string {
  return `(${items.filter((item) => item !== null && item !== "").join(" ")})`;
}

const quoted = (text: string): string => JSON.stringify(text);

/** The statements of a script; the root's extras come before them. */
export function script(tree: ScriptBlock): string {
  return [...tree.usings.map(statement), parts(tree)].filter((text) => text !== "").join(" ");
}

function parts(b: ScriptBlock): string {
  const named = (name: string, value: Block | null): string | null =>
    value === null ? null : list(name, statements(value));
  const found = [
    b.param === null ? null : paramBlock(b.param),
    named("dynamicparam", b.dynamicParam),
    named("begin", b.begin),
    named("process", b.process),
    b.named ? named("end", b.end) : b.end === null ? null : statements(b.end),
    named("clean", b.clean),
  ];
  return found.filter((text) => text !== null && text !== "").join(" ");
}

function paramBlock(p: ParamBlock): string {
  return list("param", ...p.attributes.map(attribute), ...p.parameters.map(parameter));
}

function parameter(p: Parameter): string {
  const before = [...p.attributes.map(attribute), ...p.types.map((t) => `[${type(t)}]`)].join("");
  const comment = p.comment === null ? "" : ` #${p.comment}`;
  const value = p.default === null ? "" : `=${expression(p.default)}`;
  return `${before}$${p.name}${value}${comment}`;
}

function attribute(a: Attribute): string {
  const named = a.named.map((n) => (n.value === null ? `${n.name}=!` : `${n.name}=${expression(n.value)}`));
  return `[${[type(a.type), ...a.positional.map(expression), ...named].join(" ")}]`;
}

function type(t: TypeName): string {
  const inner = t.typeArguments.length === 0 ? "" : `<${t.typeArguments.map(type).join(" ")}>`;
  const ranks = t.ranks.map((rank) => `[${",".repeat(rank - 1)}]`).join("");
  return `${t.name}${inner}${ranks}${t.assembly === null ? "" : `@${t.assembly}`}`;
}

function statements(b: Block): string {
  const traps = b.traps.map((t) => list("trap", t.type === null ? null : `[${type(t.type)}]`, block(t.body)));
  return [...traps, ...b.statements.map(statement)].join(" ");
}

function block(b: Block): string {
  return `{${statements(b)}}`;
}

function body(b: ScriptBlock): string {
  return `{${parts(b)}}`;
}

function member(m: Expression): string {
  return m.kind === "StringLiteral" && m.form === "bare" ? m.value : expression(m);
}

export function statement(s: Statement): string {
  switch (s.kind) {
    case "Pipeline": {
      const elements = s.elements.map(element);
      const text = elements.length === 1 ? elements[0]! : list("|", ...elements);
      return s.background ? list("&bg", text) : text;
    }
    case "Chain": {
      const text = list(s.operator, statement(s.left), statement(s.right));
      return s.background ? list("&bg", text) : text;
    }
    case "Assignment":
      return list(s.operator, expression(s.target), statement(s.value));
    case "If":
      return list(
        "if",
        ...s.clauses.map((c) => `${statement(c.test)} ${block(c.body)}`),
        s.otherwise === null ? null : `else ${block(s.otherwise)}`,
      );
    case "Switch":
      return list(
        "switch",
        s.label === null ? null : `:${s.label}`,
        s.mode === "exact" ? null : s.mode,
        s.caseSensitive ? "case" : null,
        s.parallel ? "parallel" : null,
        s.file ? "file" : null,
        statement(s.subject),
        ...s.clauses.map((c) => `${expression(c.test)}=>${block(c.body)}`),
        s.default === null ? null : `default=>${block(s.default)}`,
      );
    case "ForEach":
      return list(
        "foreach",
        s.label === null ? null : `:${s.label}`,
        s.parallel ? "parallel" : null,
        s.throttle === null ? null : `throttle=${expression(s.throttle)}`,
        expression(s.variable),
        statement(s.subject),
        block(s.body),
      );
    case "For":
      return list(
        "for",
        s.label === null ? null : `:${s.label}`,
        ...[s.initializer, s.test, s.step].map((part) => (part === null ? "_" : statement(part))),
        block(s.body),
      );
    case "While":
    case "DoWhile":
    case "DoUntil":
      return list(s.kind.toLowerCase(), s.label === null ? null : `:${s.label}`, statement(s.test), block(s.body));
    case "Break":
    case "Continue":
      return list(s.kind.toLowerCase(), s.label === null ? null : expression(s.label));
    case "Return":
    case "Throw":
    case "Exit":
      return list(s.kind.toLowerCase(), s.value === null ? null : statement(s.value));
    case "Try":
      return list(
        "try",
        block(s.body),
        ...s.catches.map((c) => list("catch", ...c.types.map((t) => `[${type(t)}]`), block(c.body))),
        s.finally === null ? null : list("finally", block(s.finally)),
      );
    case "FunctionDefinition":
      return list(
        s.filter ? "filter" : "function",
        s.name,
        s.parameters === null ? null : paramBlock(s.parameters),
        body(s.body),
        s.help.length === 0 ? null : `help=${s.help.map((c) => quoted(c.text)).join("+")}`,
      );
    case "Data":
      return list("data", s.variable, ...s.supported.map(expression), block(s.body));
    case "ClassDefinition":
      return list(
        "class",
        ...s.attributes.map(attribute),
        s.name,
        ...s.bases.map((b) => `:${type(b)}`),
        ...s.members.map((m) => {
          const modifiers = [m.static ? "static" : "", m.hidden ? "hidden" : ""].filter((w) => w !== "").join(" ");
          const attributes = m.attributes.map(attribute).join("");
          if (m.kind === "PropertyMember") {
            const shown = `${attributes}${m.type === null ? "" : `[${type(m.type)}]`}$${m.name}`;
            return list("property", modifiers, shown, m.initial === null ? null : expression(m.initial));
          }
          const returns = m.returns === null ? "" : `[${type(m.returns)}]`;
          const name = `${attributes}${returns}${m.name}(${m.parameters.map(parameter).join(" ")})`;
          const base = m.base === null ? null : list("base", ...m.base.map(expression));
          return list(m.constructs ? "new" : "method", modifiers, name, base, body(m.body));
        }),
      );
    case "EnumDefinition":
      return list(
        "enum",
        ...s.attributes.map(attribute),
        s.name,
        s.underlying === null ? null : `:${type(s.underlying)}`,
        ...s.members.map((m) => (m.value === null ? m.name : `${m.name}=${expression(m.value)}`)),
      );
    case "Using":
      return list(
        "using",
        s.what,
        s.name,
        s.module === null ? null : expression(s.module),
        s.alias === null ? null : `=${s.alias}`,
      );
    case "InvalidStatement":
      return "<?>";
  }
}

function redirection(r: Redirection): string {
  const stream = r.stream === "all" ? "*" : String(r.stream);
  if (r.kind === "MergeRedirection") return `${stream}>&1`;
  return `${stream}${r.append ? ">>" : ">"}${expression(r.target)}`;
}

function element(e: PipelineElement): string {
  const redirections = e.redirections.map(redirection);
  if (e.kind === "CommandExpression") {
    return redirections.length === 0
      ? expression(e.expression)
      : list("redirect", expression(e.expression), ...redirections);
  }
  return list(e.operator ?? "cmd", expression(e.name), ...e.elements.map(commandElement), ...redirections);
}

function commandElement(e: CommandElement): string {
  if (e.kind !== "CommandParameter") return expression(e);
  return e.argument === null ? `-${e.name}` : `-${e.name}:${expression(e.argument)}`;
}

export function expression(e: Expression): string {
  switch (e.kind) {
    case "NumberLiteral": {
      const value = String(e.value);
      return e.type === "Int32" ? value : `${e.type}:${value}`;
    }
    case "StringLiteral":
      if (e.form === "bare") return /^[^\s()"'$]+$/.test(e.value) ? e.value : `bare${quoted(e.value)}`;
      return `${e.form === "single" || e.form === "double" ? e.form[0] : e.form}${quoted(e.value)}`;
    case "Expandable":
      return list(e.form, ...e.parts.map((part) => (typeof part === "string" ? quoted(part) : expression(part))));
    case "Variable": {
      const name = /^[\p{L}\p{Nd}_?^$]+$/u.test(e.name) ? e.name : `{${e.name}}`;
      return `${e.splatted ? "@" : "$"}${e.scope === null ? "" : `${e.scope}:`}${name}`;
    }
    case "ArrayLiteral":
      return list(",", ...e.elements.map(expression));
    case "ArrayExpression":
      return list("@", statements(e.body));
    case "SubExpression":
      return list("$", statements(e.body));
    case "Paren":
      return list("()", statement(e.body));
    case "HashTable":
      return list("@{}", ...e.entries.map((entry) => `${expression(entry.key)}=${statement(entry.value)}`));
    case "ScriptBlockExpression":
      return body(e.body);
    case "Binary":
      return list((e.caseSensitive ? "c:" : "") + e.operator, expression(e.left), expression(e.right));
    case "Ternary":
      return list("?:", expression(e.test), expression(e.then), expression(e.otherwise));
    case "Unary":
      return list(`u${e.caseSensitive ? "c" : ""}:${e.operator}`, expression(e.operand));
    case "Cast":
      return list("cast", type(e.type), expression(e.operand));
    case "Attributed":
      return list("attr", attribute(e.attribute), expression(e.operand));
    case "TypeLiteral":
      return `[${type(e.type)}]`;
    case "Member":
      return list(`${e.nullConditional ? "?" : ""}${e.static ? "::" : "."}`, expression(e.target), member(e.member));
    case "Invocation":
      return list(
        `${e.nullConditional ? "?" : ""}${e.static ? "::" : "."}()`,
        expression(e.target),
        member(e.member),
        e.typeArguments.length === 0 ? null : `<${e.typeArguments.map(type).join(" ")}>`,
        ...e.args.map(expression),
      );
    case "Index":
      return list(e.nullConditional ? "?[]" : "[]", expression(e.target), expression(e.index));
    case "InvalidExpression":
      return "<?>";
  }
}
