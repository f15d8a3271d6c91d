/** The value under a key that came from outside: only the record's own, never what every object inherits. */
export const own = <T>(record: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
