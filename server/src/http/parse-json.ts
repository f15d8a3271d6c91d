import { UNSTORABLE } from "../storable.ts";
import { ProblemError } from "./problems.ts";

/** Only text that has one of these can hold what is refused; all other text is spared the walk. */
const SUSPICIOUS = /\\u|__proto__|prototype/;

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93];

/** How deep a document may be nested: what walks it later may do so by recursion. */
const DEEPEST = 64;

/**
 * The value of a JSON text. Refuses, as problem `invalid-json`, what is not JSON, keys that reach for an object's
 * prototype, and characters that no database text can hold.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) {
    throw new ProblemError(
      "invalid-json",
      `The body is nested more than ${DEEPEST} levels deep: send it flatter.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProblemError(
      "invalid-json",
      text.trim() === "" ? "The body is empty: send a JSON document." : null,
    );
  }
  if (SUSPICIOUS.test(text)) refuseHarmful(value);
  return value;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** As `parseJson`, for bytes that must be UTF-8. */
export function parseJsonBytes(bytes: Buffer): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new ProblemError("invalid-json", "The body is not UTF-8: send it in that encoding.");
  }
  return parseJson(text);
}

/** Counts brackets outside of strings, before anything is built. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > DEEPEST) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return false;
}

/** Walks without recursion, because a document may be nested as deep as the body is long. */
function refuseHarmful(root: unknown): void {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") {
      if (UNSTORABLE.test(value)) throw new ProblemError("invalid-json");
    } else if (Array.isArray(value)) {
      // One by one: as arguments of one call, a long list would not fit the stack.
      for (const one of value) open.push(one);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        const reaches = key === "constructor" && typeof member === "object" && member !== null;
        if (key === "__proto__" || (reaches && Object.hasOwn(member as object, "prototype"))) {
          throw new ProblemError("invalid-json");
        }
        if (UNSTORABLE.test(key)) throw new ProblemError("invalid-json");
        open.push(member);
      }
    }
  }
}
