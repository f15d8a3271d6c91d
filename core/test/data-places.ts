/** Where in a document a test can change something. */
export type Data = Record<string, unknown>;

export const isData = (value: unknown): value is Data => typeof value === "object" && value !== null;

/** Every place, at any depth: which object, and which of its keys. */
export const places = (data: Data): { owner: Data; key: string }[] =>
  Object.entries(data).flatMap(([key, value]) => [
    { owner: data, key },
    ...(isData(value) ? places(value) : []),
  ]);
