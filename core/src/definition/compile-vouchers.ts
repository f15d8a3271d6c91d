/** Compiles vouchers, the rules that issue them, and conversions. */
import type { Conversion, IssueRule, VoucherKind } from "../terms-vouchers.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import { emptyRecord } from "./shape.ts";

export function compileVouchers({ definition }: VersionCompiler): Record<string, VoucherKind> {
  const all = emptyRecord<VoucherKind>();
  for (const [id, { name }] of Object.entries(definition.vouchers)) all[id] = { id, name };
  return all;
}

export const compileIssueRules = ({ definition }: VersionCompiler): IssueRule[] =>
  Object.entries(definition.issue).map(([id, { name }]) => ({ id, name }));

export const compileConversions = ({ definition }: VersionCompiler): Conversion[] =>
  Object.entries(definition.conversions).map(([id, { name }]) => ({ id, name }));
