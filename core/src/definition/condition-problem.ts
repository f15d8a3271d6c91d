/** What the expression language says about a faulty condition, in the words of the people who write programs. */
import { alternatives, closest } from "./closest.ts";
import type { ConditionProblem } from "./inspect-condition.ts";

const TYPE_NAMES: Record<string, string> = {
  string: "text",
  int: "a whole number",
  double: "a number with decimals",
  bool: "yes or no",
  FactView: "the fact",
  LineView: "the line",
  TenderView: "the tender",
  AccountFields: "the account",
  MemberView: "the member",
  TimeView: "the time",
  FactData: "the fact's data",
  BalanceView: "the balances",
  TierView: "the tiers",
  PlanView: "the plans",
};
const typeName = (type: string): string => TYPE_NAMES[type] ?? (type.startsWith("list") ? "a list" : type);

type Where = { source: string; names: Record<string, string[]> };
type CelError = {
  code?: unknown;
  summary?: unknown;
  range?: { start: number; end: number } | undefined;
  type?: unknown;
};

export function explainCelError(error: unknown, where: Where): ConditionProblem {
  const { code, summary, range, type } = (error ?? {}) as CelError;
  const position = Math.min(range?.start ?? 0, where.source.length);
  const said = typeof summary === "string" ? summary : "";
  if (error instanceof RangeError || /^Exceeded/.test(said))
    return { code: "condition-too-large", params: {}, position };
  switch (code) {
    case "unknown_variable":
      return unknownVariable(where, position, range?.end ?? position);
    case "no_such_key":
      return unknownField(where, position, said.replace("No such key: ", ""));
    case "not_text":
    case "not_number": {
      const wanted = code === "not_text" ? "text" : "a number";
      const detail = `it must give ${wanted}, and this gives ${typeName(String(type))}.`;
      const advice = `Write an expression with ${wanted} for its value, such as a field of the fact.`;
      return { code: "condition-type", params: { detail, advice }, position: 0 };
    }
    case "not_boolean":
      return notBoolean(where.source, String(type));
    case "no_such_overload":
    case "no_matching_overload":
    case "heterogeneous_list_element":
    case "cannot_index_type":
      return { code: "condition-type", params: explainTypes(said), position };
    default:
      return (error as Error | undefined)?.name === "ParseError"
        ? { code: "condition-syntax", params: { detail: explainToken(where.source, position) }, position }
        : {
            code: "condition-type",
            params: { detail: explainPlain(where.source, position), advice: GENERAL },
            position,
          };
  }
}

const GENERAL =
  'Compare text with text in quotes, and numbers with numbers; money is written money("12.50").';

function unknownVariable({ source, names }: Where, start: number, end: number): ConditionProblem {
  const name = source.slice(start, end) || "?";
  const inside = Object.entries(names).find(([owner, fields]) => owner !== "" && fields.includes(name));
  const near = closest(name, names[""]!);
  let advice = `The variables are ${alternatives(names[""]!, "and")}; put text in quotes.`;
  if (near) advice = `Write “${near}”.`;
  else if (inside) advice = `Write “${inside[0]}.${name}”, or put it in quotes if it is text.`;
  else if (name === "line") advice = "Put conditions about lines under “lines” of a rule on purchases.";
  return { code: "condition-name-unknown", params: { name, advice }, position: start };
}

function unknownField({ source, names }: Where, start: number, name: string): ConditionProblem {
  const bracket = source.slice(start).indexOf(`["${name}"]`);
  const before =
    bracket >= 0 ? source.slice(0, start + bracket) : source.slice(0, start).replace(/\s*\.\s*$/, "");
  const owner = /[A-Za-z_][A-Za-z0-9_.]*$/.exec(before)?.[0] ?? "";
  const fields = names[owner] ?? [];
  const near = closest(name, fields);
  const inData = owner === "fact" && names["fact.data"]?.includes(name);
  let advice = fields.length > 0 ? `${owner} has ${alternatives(fields, "and")}.` : "Declare it first.";
  if (near) advice = `Write “${owner}.${near}”.`;
  if (inData) advice = `Write “fact.data.${name}”.`;
  if (fields.length === 0 && owner === "fact.data")
    advice = `Declare “${name}” under “facts”, with its type.`;
  if (fields.length === 0 && owner === "member") advice = `Declare “${name}” under “member”, with its type.`;
  return {
    code: "condition-name-unknown",
    params: { name: owner ? `${owner}.${name}` : name, advice },
    position: start,
  };
}

function notBoolean(source: string, type: string): ConditionProblem {
  const short = source.length > 40 ? `${source.slice(0, 40)}…` : source;
  const example =
    type === "string" ? `${short} == "…"` : type === "double" ? `${short} >= 1.0` : `${short} >= 1`;
  return { code: "condition-not-boolean", params: { found: typeName(type), example }, position: 0 };
}

function explainTypes(said: string): { detail: string; advice: string } {
  const binary = /^no such overload: (\S+) (\S+) (\S+)$/.exec(said);
  if (binary) {
    const [left, operator, right] = [binary[1]!, binary[2]!, binary[3]!];
    const detail = `${typeName(left)} ${operator} ${typeName(right)} is not possible.`;
    const pair = [left, right].sort().join();
    if (pair === "double,int")
      return {
        detail,
        advice:
          "Beside a number with decimals write 10.0 for 10, and double(…) around what is read or is money, such as double(line.amount).",
      };
    if (pair === "int,string")
      return { detail, advice: 'Take the quotes off numbers; money is written money("12.50").' };
    return { detail, advice: GENERAL };
  }
  const call = /'([^']+)'/.exec(said);
  if (call && /overload/.test(said)) {
    const [name, types] = [call[1]!.replace(/\(.*/, ""), /\((.*)\)/.exec(call[1]!)?.[1] ?? ""];
    const given = types === "" ? "nothing" : types.split(", ").map(typeName).join(" and ");
    const advice = name.endsWith("money") ? 'Write the amount in quotes: money("12.50").' : GENERAL;
    return { detail: `“${name}” cannot be used with ${given}.`, advice };
  }
  if (call && /index/.test(said)) {
    return {
      detail: `${typeName(call[1]!)} has nothing within it.`,
      advice: "Take out the last part of the name.",
    };
  }
  if (/List elements/.test(said))
    return { detail: "the list mixes types.", advice: "Let all of a list be text, or all be numbers." };
  return { detail: "its parts are of different kinds.", advice: GENERAL };
}

function explainToken(source: string, position: number): string {
  if (source.trim() === "") return "it is empty.";
  if (position >= source.length) return "it ends too early.";
  const token = /^\s*(\w+|\S)/.exec(source.slice(position))?.[1] ?? source[position];
  if (token === "=") return "“=” compares nothing; a comparison is “==”.";
  if (/^(and|or|not)$/i.test(token ?? "")) return `“${token}” is written && (and), || (or) or ! (not).`;
  return `“${token}” is not expected at character ${position + 1}.`;
}

const explainPlain = (source: string, position: number): string =>
  `something is wrong with “${source.slice(position, position + 40)}”.`;
