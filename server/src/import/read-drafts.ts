/** Groups the rows of a file into drafts of facts: purchases, returns, and rows that are turned away. */
import { checkFact, formatInstant, type Line, type PurchaseFact } from "@tallystick/core";
import { InputError } from "./input-error.ts";
import type { SourceRow } from "./read-rows.ts";
import type { RowExtras, RowHead, RowLine, RowReader } from "./row-reader.ts";

export type PurchaseDraft = { as: "purchase"; rows: SourceRow[]; head: RowHead; fact: PurchaseFact };

/** One article brought back; `quantity` in thousandths, `amount` in minor units. */
export type ReturnItem = { row: SourceRow; sku: string | null; quantity: number; amount: number };

export type ReturnDraft = {
  as: "return";
  rows: SourceRow[];
  head: RowHead;
  items: ReturnItem[];
  /** The purchase that the file names. */
  of: string | null;
  extras: RowExtras;
};

export type RejectedDraft = { as: "reject"; rows: { row: SourceRow; reason: string }[] };

export type Draft = PurchaseDraft | ReturnDraft | RejectedDraft;

type Group = { key: string; as: "purchase" | "return"; rows: SourceRow[]; last: number };

/** More rows than this in one purchase mean that the mapping groups by the wrong column. */
const GROUP_ROWS_MAX = 10_000;

function toLine(line: RowLine, position: number): Line {
  return {
    id: line.id ?? String(position),
    ...(line.sku !== null && { sku: line.sku }),
    ...(line.category !== null && { category: line.category }),
    ...(line.kind !== null && { kind: line.kind }),
    ...(line.quantity !== null && line.quantity !== 1000 && { quantity: line.quantity / 1000 }),
    amount: line.amount,
    ...(line.discount !== null && { discount: line.discount }),
    ...(line.tax !== null && { tax: line.tax }),
  };
}

/** All rows of a fact are turned away together, so that they can be put right and imported together. */
function rejectAll(rows: SourceRow[], guilty: SourceRow, reason: string): RejectedDraft {
  const others = `Row ${guilty.number} of the same purchase cannot be taken: ${reason}`;
  return { as: "reject", rows: rows.map((row) => ({ row, reason: row === guilty ? reason : others })) };
}

function draftPurchase(
  rows: SourceRow[],
  given: { head: RowHead; extras: RowExtras; lines: RowLine[] },
  bare: boolean,
): Draft {
  const { head, extras } = given;
  const lines = given.lines.map((line, i) => toLine(line, i + 1));
  const content = bare ? { amount: lines[0]!.amount } : { lines };
  const fact: PurchaseFact = {
    id: head.id,
    type: "purchase",
    occurredAt: formatInstant(head.at),
    ...extras,
    ...content,
  };
  const [problem] = checkFact(fact);
  if (problem) return rejectAll(rows, rows[0]!, `Its ${problem.path} ${problem.message}.`);
  return { as: "purchase", rows, head, fact };
}

function draftOf({ as, rows }: Pick<Group, "as" | "rows">, reader: RowReader): Draft {
  const first = rows[0]!;
  const head = reader.head(first);
  if ("reason" in head) return rejectAll(rows, first, head.reason);
  const extras = reader.extras(first);
  if ("reason" in extras) return rejectAll(rows, first, extras.reason);
  const lines: RowLine[] = [];
  for (const row of rows) {
    const own = row === first ? head : reader.head(row);
    if ("reason" in own) return rejectAll(rows, row, own.reason);
    if (own.value.member !== head.value.member || own.value.id !== head.value.id) {
      return rejectAll(rows, row, "It names another member or id than the row before it.");
    }
    const line = reader.line(row, as);
    if ("reason" in line) return rejectAll(rows, row, line.reason);
    lines.push(line.value);
  }
  const given = { head: head.value, extras: extras.value, lines };
  if (as === "purchase") return draftPurchase(rows, given, !reader.lines);
  const of = reader.returnOf?.(first) || null;
  const items = lines.map(({ sku, quantity, amount }, i) => ({
    row: rows[i]!,
    sku,
    quantity: quantity ?? 1000,
    amount,
  }));
  const nameless = items.find((item) => item.sku === null);
  if (nameless && of === null)
    return rejectAll(rows, nameless.row, "The row does not say which article comes back.");
  return { as: "return", rows, head: head.value, items, of, extras: extras.value };
}

/** Collects rows of equal key. A group is complete when more than `gap` other rows have come since its last one. */
function makeGrouper(gap: number): {
  add: (key: string, as: Group["as"], row: SourceRow) => Group[];
  rest: () => Group[];
} {
  const open = new Map<string, Group>();
  let count = 0;
  const close = (isComplete: (group: Group) => boolean): Group[] => {
    const complete: Group[] = [];
    // Groups leave in the order of their first rows: that order is the account's order.
    for (const group of open.values()) {
      if (!isComplete(group)) break;
      open.delete(group.key);
      complete.push(group);
    }
    return complete;
  };
  const add = (name: string, as: Group["as"], row: SourceRow): Group[] => {
    const key = `${as}\u0000${name}`;
    count += 1;
    const group = open.get(key);
    if (group) {
      group.rows.push(row);
      group.last = count;
      if (group.rows.length > GROUP_ROWS_MAX) {
        throw new InputError(
          `More than ${GROUP_ROWS_MAX} rows belong to one purchase. Check group.by in the mapping.`,
        );
      }
    } else open.set(key, { key, as, rows: [row], last: count });
    return close((candidate) => count - candidate.last > gap);
  };
  return { add, rest: () => close(() => true) };
}

/**
 * Drafts in the order of the file, in the batches in which its rows come. A purchase whose last rows were not read yet
 * is kept back, so that stopping early never leaves one in part.
 */
export async function* readDrafts(
  batches: AsyncIterable<SourceRow[]>,
  reader: RowReader,
  gap: number,
): AsyncGenerator<{ drafts: Draft[]; rows: number }> {
  const grouper = reader.key ? makeGrouper(gap) : null;
  for await (const rows of batches) {
    const drafts: Draft[] = [];
    for (const row of rows) {
      const verdict = reader.judge(row);
      if ("reason" in verdict) drafts.push({ as: "reject", rows: [{ row, reason: verdict.reason }] });
      else if (grouper && reader.key) {
        for (const group of grouper.add(reader.key(row), verdict.as, row))
          drafts.push(draftOf(group, reader));
      } else drafts.push(draftOf({ as: verdict.as, rows: [row] }, reader));
    }
    yield { drafts, rows: rows.length };
  }
  const last = (grouper?.rest() ?? []).map((group) => draftOf(group, reader));
  if (last.length > 0) yield { drafts: last, rows: 0 };
}
