// Where-Object: lets through the objects for which a block, or a comparison of one property, is true.
import { defineCmdlet, type Parameter } from "../../src/command/cmdlet.ts";
import { type Comparison, comparison, comparisons } from "../../src/command/comparison.ts";
import { anything, scriptBlock } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { hasProperty, readProperty, truth } from "../../src/command/read.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

const operators = Object.fromEntries(
  Object.entries(comparisons).map(([name, one]): [string, Parameter<boolean>] => [
    name,
    { type: switchParameter, summary: one.summary, ...(one.aliases ? { aliases: one.aliases } : {}) },
  ]),
);

export default defineCmdlet({
  name: "Where-Object",
  synopsis: "Selects objects by the values of their properties.",
  runs: "shell",
  aliases: ["?", "where"],
  defaultSet: "ScriptBlockSet",
  sets: {
    ScriptBlockSet: {
      FilterScript: {
        type: scriptBlock,
        mandatory: true,
        position: 1,
        summary: "The block that says of each object, as $_, whether it stays.",
      },
    },
    PropertySet: {
      Property: { type: text, mandatory: true, position: 1, summary: "The property that is compared." },
      Value: { type: anything, position: 2, allowNull: true, summary: "What it is compared with." },
      ...operators,
    },
  },
  parameters: {
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to choose from." },
  },
  examples: [
    { run: "1..5 | Where-Object { $_ -gt 3 }", note: "Numbers above three." },
    { run: "Get-Command | Where-Object Name -like *-Object", note: "By one property, without a block." },
  ],

  start(bound, ctx, out) {
    const block = bound.FilterScript;
    if (block) {
      let keep = false;
      let several = false;
      let any = false;
      const judge = (value: unknown) => {
        several = any;
        any = true;
        keep = truth(value);
      };
      const call = { it: undefined as unknown };
      return {
        process({ InputObject }) {
          keep = several = any = false;
          call.it = InputObject;
          const waits = block.run(call, judge);
          if (waits) {
            return waits.then(() => (keep || several ? out(InputObject) : undefined));
          }
          if (keep || several) return out(InputObject);
        },
      };
    }
    const name = bound.Property as string;
    const chosen = chooseOperator((operator) => ctx.given(operator));
    if (chosen?.needsValue && !ctx.given("Value")) throw valueMissing(chosen.operator);
    const value = (bound.Value as unknown) ?? null;
    const test = chosen ? comparison(chosen.operator, value) : truth;
    return {
      process({ InputObject }) {
        if (hasProperty(InputObject, name) || !ctx.given("Value")) {
          if (test(readProperty(InputObject, name, ctx.world))) return out(InputObject);
        } else if (test(null)) return out(InputObject);
      },
    };
  },
});

function chooseOperator(given: (name: string) => boolean): { operator: string; needsValue: boolean } | undefined {
  const found = Object.keys(comparisons).filter(given);
  if (found.length > 1) {
    throw new Problem({
      id: "AmbiguousParameterSet",
      category: "InvalidArgument",
      text: `Only one operator can be used: ${found.map((name) => `-${name}`).join(" and ")} were given. Use a script block for more.`,
    });
  }
  const operator = found[0] ?? (given("Value") ? "EQ" : undefined);
  return operator === undefined
    ? undefined
    : { operator, needsValue: (comparisons[operator] as Comparison).needsValue };
}

function valueMissing(operator: string): Problem {
  return new Problem({
    id: "ValueNotSpecifiedForWhereObject",
    category: "InvalidArgument",
    text: `The operator -${operator} needs a value to compare the property with.`,
  });
}
