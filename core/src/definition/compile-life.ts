/** Compiles the life cycle. */
import type { LifeTerms } from "../terms-life.ts";
import type { VersionCompiler } from "./compile-parts.ts";

export const compileLife = ({ definition: { life } }: VersionCompiler): LifeTerms | null =>
  life ? { note: life.note ?? null } : null;
