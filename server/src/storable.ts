/** What no text of the database can hold as it is: U+0000 and halves of surrogate pairs. */
export const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** The same as `JSON.stringify` writes them: escapes, unless the backslash is itself an escaped one. */
const UNSTORABLE_IN_JSON = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Whether a text that `JSON.stringify` made has nothing in its keys and values that the database cannot hold. */
export const isStorableJson = (json: string): boolean =>
  !(json.includes("\\u") && UNSTORABLE_IN_JSON.test(json));
