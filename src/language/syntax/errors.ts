/** Every syntax error: its id and its text, as PowerShell names and words them, so that searching for one finds help. */

/** `{0}` is replaced by what the parser found or was reading. */
const syntaxErrors = {
  UnexpectedToken: "Unexpected token '{0}' in expression or statement.",
  ScriptTooComplicated: "The script is nested too deeply to be parsed. Split it into smaller functions.",

  // Strings, variables, numbers
  TerminatorExpectedAtEndOfString: "The string is missing the terminator: {0}.",
  UnexpectedCharactersAfterHereStringHeader:
    "No characters are allowed after a here-string header but before the end of the line.",
  WhitespaceBeforeHereStringFooter: "White space is not allowed before the string terminator.",
  MissingTerminatorMultiLineComment: "The terminator '#>' is missing from the multiline comment.",
  InvalidUnicodeEscapeSequence:
    "The Unicode escape sequence is not valid. A valid sequence is `u{ followed by one to six hex digits and a closing '}'.",
  InvalidUnicodeEscapeSequenceValue:
    "The Unicode escape sequence value is out of range. The maximum value is 0x10FFFF.",
  TooManyDigitsInUnicodeEscapeSequence:
    "The Unicode escape sequence contains more than the maximum of six hex digits between braces.",
  MissingUnicodeEscapeSequenceTerminator: "The Unicode escape sequence is missing the closing '}'.",
  InvalidVariableReferenceWithDrive:
    "Variable reference is not valid. ':' was not followed by a valid variable name character. Consider using ${} to delimit the name.",
  InvalidVariableReference: "Variable reference is not valid. The variable name is missing.",
  InvalidBracedVariableReference: "The variable reference is not valid: the closing '}' of the name is missing.",
  OpenBraceNeedsToBeBackTickedInVariableName:
    "Braced variable name cannot contain the character '{'. To use that character, escape it by preceding it with a backtick (`).",
  BadNumericConstant: "The numeric constant {0} is not valid.",
  SplattingNotPermitted:
    "The splatting operator '@' cannot be used to reference variables in an expression. '@{0}' can be used only as an argument to a command. To reference variables in an expression use '${0}'.",

  // Expressions
  ExpectedValueExpression: "You must provide a value expression following the '{0}' operator.",
  MissingExpressionAfterOperator: "Missing expression after unary operator '{0}'.",
  MissingExpressionAfterToken: "Missing expression after '{0}'.",
  ExpectedExpression: "An expression was expected after '('.",
  MissingEndParenthesisInExpression: "Missing closing ')' in expression.",
  MissingEndParenthesisInSubexpression: "Missing closing ')' in subexpression.",
  MissingEndParenthesisInMethodCall: "Missing ')' in method call.",
  MissingPropertyName: "Missing property name after reference operator.",
  MissingArrayIndexExpression: "Array index expression is missing or not valid.",
  MissingEndSquareBracket: "Missing ']' after array index expression.",
  MissingColonInTernaryExpression: "Missing ':' after the true branch of the conditional operator '?'.",
  OperatorRequiresVariableOrProperty: "The '{0}' operator works only on variables or on properties.",
  InvalidLeftHandSide:
    "The assignment expression is not valid. The input to an assignment operator must be an object that is able to accept assignments, such as a variable or a property.",
  MissingEqualsInHashLiteral: "Missing '=' operator after key in hash literal.",
  MissingKeyInHashLiteral: "Missing key before '=' in hash literal.",
  MissingStatementInHashLiteral: "Missing statement after '=' in hash literal.",
  IncompleteHashLiteral: "The hash literal was incomplete.",
  DuplicateKeyInHashLiteral: "Duplicate keys '{0}' are not allowed in hash literals.",

  // Types and attributes
  MissingTypename: "Missing type name after '{0}'.",
  EndSquareBracketExpectedAtEndOfAttribute: "Missing ] at end of attribute or type literal.",
  EndSquareBracketExpectedAtEndOfType: "Missing ] at end of type token.",
  MissingEndParenthesisInAttribute: "Missing ')' after the arguments of the attribute.",
  MissingExpressionInNamedArgument: "Missing expression after '=' in named argument.",
  DuplicateNamedArgument: "Duplicate named argument '{0}'.",
  UnexpectedAttribute: "Unexpected attribute '{0}'.",

  // Commands and pipelines
  EmptyPipeElement: "An empty pipe element is not allowed.",
  EmptyPipelineChainElement: "An empty pipeline chain element is not allowed: a command is missing beside '{0}'.",
  ExpressionsMustBeFirstInPipeline: "Expressions are only allowed as the first element of a pipeline.",
  MissingExpression: "Missing expression after '{0}' in pipeline element.",
  MissingArgument: "Missing argument in parameter list.",
  ParameterRequiresArgument: "The parameter '{0}' requires an argument.",
  MissingFileSpecification: "Missing file specification after redirection operator.",
  RedirectionNotSupported: "The '{0}' operator is reserved for future use.",
  StreamAlreadyRedirected: "The {0} stream for this command is already redirected.",
  BackgroundOperatorInPipelineChain: "The background operator '&' may stand only at the end of a pipeline chain.",

  // Statements
  MissingEndCurlyBrace: "Missing closing '}' in statement block or type definition.",
  MissingOpenParenthesisInIfStatement: "Missing '(' after '{0}' in if statement.",
  IfStatementMissingCondition: "Missing condition in if statement after '{0} ('.",
  MissingEndParenthesisAfterStatement: "Missing closing ')' after expression in '{0}' statement.",
  MissingStatementBlock: "Missing statement block after {0} ( condition ).",
  MissingStatementBlockAfterElse: "Missing statement block after 'else' keyword.",
  MissingOpenParenthesisAfterKeyword: "Missing opening '(' after keyword '{0}'.",
  MissingExpressionAfterKeyword: "Missing expression after '{0}' in loop.",
  MissingLoopStatementBlock: "Missing statement body in {0} loop.",
  MissingVariableNameAfterForeach: "Missing variable name after foreach.",
  MissingInInForeach: "Missing 'in' after variable in foreach loop.",
  MissingForeachExpression: "Missing expression after 'in' in foreach loop.",
  MissingEndParenthesisAfterForeach: "Missing closing ')' after expression in foreach loop.",
  InvalidForeachFlag: "The foreach statement option '-{0}' is not valid.",
  MissingThrottleLimit: "Missing value after the -ThrottleLimit option of the foreach statement.",
  ThrottleLimitRequiresParallelFlag: "The -ThrottleLimit option of foreach needs the -Parallel option.",
  MissingWhileOrUntilInDoWhile: "Missing while or until keyword in do loop.",
  InvalidSwitchFlag: "The switch statement option '-{0}' is not valid.",
  MissingFilenameOption: "Missing file name after the -File option of the switch statement.",
  PipelineValueRequired: "Missing condition in switch statement after '{0} ('.",
  MissingCurlyBraceInSwitch: "Missing '{' in switch statement.",
  MissingSwitchConditionExpression: "Missing condition in switch statement clause.",
  MissingSwitchStatementClause: "Missing statement block in switch statement clause.",
  MultipleSwitchDefaultClauses: "A switch statement must have only one default clause.",
  MissingTryStatementBlock: "The Try statement is missing its statement block.",
  MissingCatchOrFinally: "The Try statement is missing its Catch or Finally block.",
  MissingCatchHandlerBlock: "The Catch block is missing its statement block.",
  MissingTypeLiteralToken: "Missing type literal token.",
  EmptyCatchNotLast: "A catch block without an exception type must be the last catch block.",
  MissingFinallyStatementBlock: "The Finally block is missing its statement block.",
  MissingTrapStatement: "The trap statement is missing its statement block.",
  ControlLeavingFinally: "Control cannot leave a finally block.",
  MissingStatementAfterLabel: "Missing loop or switch statement after the label '{0}'.",
  MissingStatementBlockForDataSection: "Missing statement block for data section.",
  InvalidParameterForDataSectionStatement:
    "The parameter '{0}' is not valid for a data section; only -SupportedCommand is.",
  MissingValueForSupportedCommandInDataSectionStatement:
    "Missing command name after -SupportedCommand of the data section.",
  ReservedKeywordNotAllowed: "The '{0}' keyword is not supported in this version of the language.",
  WorkflowNotSupportedInPowerShellCore: "Workflow is not supported in PowerShell 6+.",
  ConfigurationNotSupported: "The 'configuration' keyword is not supported: exsh has no Desired State Configuration.",
  UsingMustBeAtStartOfScript: "A 'using' statement must appear before any other statements in a script.",
  UsingStatementNotSupported:
    "The 'using' statement needs 'assembly', 'command', 'module', 'namespace' or 'type' after 'using'.",
  MissingUsingItemName: "Missing name after 'using {0}'.",
  MissingNamedBlocks: "Unexpected token '{0}', expected 'begin', 'process', 'end', 'clean', or 'dynamicparam'.",
  DuplicateScriptCommandClause: "Script command clause '{0}' has already been defined.",

  // Functions, parameters, classes
  MissingNameAfterKeyword: "Missing name after {0} keyword.",
  MissingFunctionBody: "Missing function body in function declaration.",
  MissingEndParenthesisInFunctionParameterList: "Missing ')' in function parameter list.",
  MissingOpenParenthesisInParameterList: "Missing '(' after 'param'.",
  MissingParameterName: "Missing parameter name after '{0}' in the parameter list.",
  DuplicateFormalParameter: "Duplicate parameter ${0} in parameter list.",
  ParamAfterFunctionParameters: "The function has parameters after its name already; a param block is not allowed too.",
  MissingTypeInStatementBlock: "Missing type body in {0} declaration.",
  TypeNameExpected: "A type name was expected after '{0}'.",
  MissingMethodBody: "Missing method body in method declaration of '{0}'.",
  MissingMemberName: "A property or method declaration was expected in the body of the class, not '{0}'.",
  MemberAlreadyDefined: "The member '{0}' is already defined.",
  DuplicateQualifier: "The modifier '{0}' is given twice.",
  BaseConstructorOnMethod: "Only a constructor can call the constructor of its base class.",
  EnumMemberExpected: "The name of an enum member was expected, not '{0}'.",
  MissingEnumValue: "Missing value after '=' of enum member '{0}'.",
  MissingSeparatorInType: "A line break or ';' must separate the members of a type.",

  // #requires
  InvalidRequires: "The #requires statement is not valid: {0}.",
} as const;

export type SyntaxErrorId = keyof typeof syntaxErrors;

/** The text of an error. What is quoted from the source is cut, so that no line of a log grows with the input. */
export function syntaxErrorText(id: SyntaxErrorId, subject: string): string {
  const shown = subject.length > 80 ? `${subject.slice(0, 80)}…` : subject;
  return syntaxErrors[id].replaceAll("{0}", () => shown);
}
