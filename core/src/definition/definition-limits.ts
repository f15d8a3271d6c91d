/** What a definition may be at most. */
export const DEFINITION_LIMITS = {
  bytes: 4 * 1024 * 1024,
  depth: 30,
  aliases: 100,
  parts: 500_000,
  versions: 200,
  rulesPerVersion: 2000,
  declaredInAll: 40_000,
  conditionLength: 2000,
} as const;
