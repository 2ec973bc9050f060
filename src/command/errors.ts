// What goes wrong when commands are found and bound, with PowerShell's ids and wording.
import type { Question } from "./context.ts";
import { adviceFor, isOfExchange } from "./exchange.ts";
import { Problem } from "./problem.ts";

const bindingException = "System.Management.Automation.ParameterBindingException";

function binding(
  id: string,
  text: string,
  target: unknown = null,
  category: "InvalidArgument" | "InvalidData" = "InvalidArgument",
): Problem {
  return new Problem({ id, category, text, target, exceptionType: bindingException });
}

/** `nearest`: names that the person may have meant. */
export function parameterNotFound(command: string, name: string, nearest: readonly string[]): Problem {
  const near = nearest.length === 0 ? "" : ` Did you mean ${nearest.map((one) => `-${one}`).join(", ")}?`;
  // Of Exchange's many parameters those are missing that would have no effect here.
  const hint =
    near === "" && isOfExchange(command) ? ` 'Get-Help ${command}' shows those that have an effect here.` : near;
  return binding("NamedParameterNotFound", `A parameter cannot be found that matches parameter name '${name}'.${hint}`);
}

export function ambiguousParameter(name: string, matches: readonly string[]): Problem {
  return binding(
    "AmbiguousParameter",
    `Parameter cannot be processed because the parameter name '${name}' is ambiguous. Possible matches include: ${matches
      .map((match) => `-${match}`)
      .join(" ")}.`,
  );
}

export function missingArgument(name: string, type: string): Problem {
  return binding(
    "MissingArgument",
    `Missing an argument for parameter '${name}'. Specify a parameter of type '${type}' and try again.`,
  );
}

export function parameterTwice(name: string): Problem {
  return binding(
    "ParameterAlreadyBound",
    `Cannot bind parameter because parameter '${name}' is specified more than once. To provide multiple values to parameters that can accept multiple values, use the array syntax. For example, "-parameter value1,value2,value3".`,
  );
}

export function positionalNotFound(value: string): Problem {
  return binding(
    "PositionalParameterNotFound",
    `A positional parameter cannot be found that accepts argument '${value}'.`,
  );
}

export function transformationFailed(name: string, reason: string): Problem {
  return new Problem({
    id: "ParameterArgumentTransformationError",
    category: "InvalidData",
    text: `Cannot process argument transformation on parameter '${name}'. ${reason}`,
    exceptionType: "System.Management.Automation.ParameterBindingArgumentTransformationException",
  });
}

export function emptyNotAllowed(name: string, what: "null" | "string" | "array"): Problem {
  const [id, text] = {
    null: ["ParameterArgumentValidationErrorNullNotAllowed", "it is null"],
    string: ["ParameterArgumentValidationErrorEmptyStringNotAllowed", "it is an empty string"],
    array: ["ParameterArgumentValidationErrorEmptyArrayNotAllowed", "it is an empty array"],
  }[what] as [string, string];
  return new Problem({
    id,
    category: "InvalidData",
    text: `Cannot bind argument to parameter '${name}' because ${text}.`,
    exceptionType: "System.Management.Automation.ParameterBindingValidationException",
  });
}

export function validationFailed(name: string, reason: string): Problem {
  return new Problem({
    id: "ParameterArgumentValidationError",
    category: "InvalidData",
    text: `Cannot validate argument on parameter '${name}'. ${reason}`,
    exceptionType: "System.Management.Automation.ParameterBindingValidationException",
  });
}

export function missingMandatory(names: readonly string[]): Problem {
  return binding(
    "MissingMandatoryParameter",
    `Cannot process command because of one or more missing mandatory parameters: ${names.join(" ")}.`,
  );
}

export function ambiguousSet(): Problem {
  return binding(
    "AmbiguousParameterSet",
    "Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be used together or an insufficient number of parameters were provided.",
  );
}

export function inputNotBound(value: unknown): Problem {
  return binding(
    "InputObjectNotBound",
    "The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or the input and its properties do not match any of the parameters that take pipeline input.",
    value,
  );
}

export function inputLacksMandatory(names: readonly string[], value: unknown): Problem {
  return binding(
    "InputObjectMissingMandatory",
    `The input object cannot be bound because it did not contain the information required to bind all mandatory parameters:  ${names.join(" ")}`,
    value,
  );
}

export function blockWithoutInput(name: string): Problem {
  return binding(
    "ScriptBlockArgumentNoInput",
    `Cannot evaluate parameter '${name}' because its argument is specified as a script block and there is no input. A script block cannot be evaluated without input.`,
  );
}

export function blockGaveNothing(name: string): Problem {
  return binding(
    "ScriptBlockArgumentNoOutput",
    `Cannot evaluate parameter '${name}' because its argument input did not produce any output.`,
  );
}

/** `nearest`: names that the person may have meant. */
export function commandNotFound(name: string, nearest: readonly string[], advice?: string): Problem {
  const hint =
    adviceFor(name) ??
    advice ??
    (nearest.length === 0
      ? "Check the spelling of the name, or if a path was included, verify that the path is correct and try again."
      : `Did you mean ${nearest.join(", ")}?`);
  return new Problem({
    id: "CommandNotFoundException",
    category: "ObjectNotFound",
    text: `The term '${name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\n${hint}`,
    target: name,
    exceptionType: "System.Management.Automation.CommandNotFoundException",
  });
}

/** A question that nobody is there to answer. */
export function noPerson(question: Question): Problem {
  const isChoice = question.kind === "choice";
  const asked = isChoice ? question.message.slice(question.message.lastIndexOf("\n") + 1) : question.prompt.trim();
  const bare = /[.?:]$/.test(asked) ? asked.slice(0, -1) : asked;
  const what = isChoice ? bare : `'${bare}'`;
  const hint = isChoice && question.without ? ` Add ${question.without} to go on without a question.` : "";
  return new Problem({
    id: "NonInteractive",
    category: "InvalidOperation",
    text: `${what} needs an answer from a person, and this shell is not interactive.${hint}`,
    exceptionType: "System.Management.Automation.Host.PromptingException",
  });
}

/** Of -ErrorAction Stop on warnings and the like. */
export function stoppedByPreference(variable: string, text: string): Problem {
  return new Problem({
    id: "ActionPreferenceStop",
    category: "OperationStopped",
    text: `The running command stopped because the preference variable "${variable}" or common parameter is set to Stop: ${text}`,
    exceptionType: "System.Management.Automation.ActionPreferenceStopException",
  });
}

export function stoppedByPerson(): Problem {
  return new Problem({
    id: "ActionPreferenceStop",
    category: "OperationStopped",
    text: "The running command stopped because the user selected the Stop option.",
    exceptionType: "System.Management.Automation.ActionPreferenceStopException",
  });
}
