/** The fields that a program declares for facts and members, and their values as conditions see them. */
import type { Json } from "./fact.ts";
import type { FieldType, Version } from "./program.ts";

/** What a value that is not there reads as. */
const MISSING = { text: "", date: "", number: 0, integer: 0n, boolean: false, money: 0n } as const;

/** A declared field's value as conditions see it; anything of another type reads as missing. */
export function fieldValue(value: Json | undefined, type: FieldType): string | number | bigint | boolean {
  switch (type) {
    case "integer":
    case "money":
      return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : 0n;
    case "number":
      return typeof value === "number" ? value : 0;
    case "boolean":
      return value === true;
    default:
      return typeof value === "string" ? value : MISSING[type];
  }
}

/** All fields that any fact type of the version declares. A name has the same type in all of them. */
export function dataFields(version: Pick<Version, "facts">): [name: string, type: FieldType][] {
  const fields = new Map<string, FieldType>();
  for (const declared of Object.values(version.facts)) {
    for (const [name, type] of Object.entries(declared)) fields.set(name, type);
  }
  return [...fields];
}

export type DeclaredFields = readonly [name: string, type: FieldType][];
const fieldsOf = new WeakMap<Version, { data: DeclaredFields; member: DeclaredFields }>();

/** What the version declares, listed once for all facts. */
export function declaredIn(version: Version): { data: DeclaredFields; member: DeclaredFields } {
  let known = fieldsOf.get(version);
  if (!known) {
    known = { data: dataFields(version), member: Object.entries(version.member) };
    fieldsOf.set(version, known);
  }
  return known;
}
