/** Compiles gates. */
import type { Gate } from "../terms-gates.ts";
import type { VersionCompiler } from "./compile-parts.ts";

export const compileGates = ({ definition }: VersionCompiler): Gate[] =>
  Object.entries(definition.gates).map(([id, { name }]) => ({ id, name }));
