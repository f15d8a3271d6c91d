import {
  formatInstant,
  type Instant,
  loadProgram,
  type Problem,
  type Program,
  type Version,
} from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import { isStorableJson, UNSTORABLE } from "../storable.ts";
import {
  keepSource,
  lockProgram,
  programHasFacts,
  readVersions,
  replaceVersions,
  updateProgram,
  type VersionRow,
} from "../store/programs.ts";
import { markAccountsDue, type PendingDue, settleAccountsDue } from "../store/publication-due.ts";
import { inTransaction, type Queryable } from "../store/transaction.ts";
import { type Change, compareDefinitions } from "./compare-versions.ts";

/** How far ahead a version must begin: long enough that every process has read it before it holds. */
export const LEAD_MS = 120_000;

export type PublishInput = {
  /** The definition, YAML or JSON. */
  text: string;
  /** The program that it must be for; null when the definition alone says so. */
  program: string | null;
  /** Who publishes: the id of an API key, or null at the machine itself. */
  by: string | null;
  now: Instant;
  dryRun?: boolean;
};

export type PublishedVersion = {
  number: number;
  from: Instant;
  note: string | null;
  /** `kept` stood so before; `withdrawn` was to begin later and will not. */
  change: "kept" | "added" | "replaced" | "withdrawn";
};

export type Publication = {
  program: string;
  name: string;
  revision: number;
  created: boolean;
  /** False when the definition says what was published already; then nothing was written. */
  changed: boolean;
  versions: PublishedVersion[];
};

/**
 * Publishes a definition. What is in force stays: a version that has begun, or begins within two minutes, must be in
 * the definition unchanged; later ones may be replaced or withdrawn; a new one begins at least two minutes from now. A
 * program without facts has no past and takes any definition. Throws ActionError `definition-invalid` (with its
 * problems), `program-mismatch`, `version-in-force` (with what differs) and `version-too-soon`.
 */
export async function publishProgram(deps: { pool: pg.Pool }, input: PublishInput): Promise<Publication> {
  const program = compile(input);
  const work = (db: Queryable): Promise<{ publication: Publication; due: PendingDue | null }> =>
    publishIn(db, program, input);
  const { publication, due } = await inTransaction(deps.pool, work, { dryRun: input.dryRun ?? false });
  if (due && !input.dryRun) await settleAccountsDue(deps.pool, due);
  return publication;
}

function compile({ text, program: wanted }: PublishInput): Program {
  const { program, problems: found } = loadProgram(text);
  const problems = program && !isStorable(text, program) ? [unstorable(text)] : found;
  if (!program || problems.length > 0) {
    const first = problems[0];
    const where = first ? ` Line ${first.line}: ${first.message} ${first.fix}` : "";
    throw new ActionError(
      "definition-invalid",
      `The definition has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}.${where}`,
      { problems },
    );
  }
  if (wanted !== null && program.id !== wanted) {
    throw new ActionError(
      "program-mismatch",
      `The definition is of the program ${program.id} and was sent to ${wanted}: send it to its own address, or correct “program”.`,
    );
  }
  return program;
}

/** A quoted text can have by its escapes what the definition's own text has not. */
const isStorable = (text: string, { name, versions }: Program): boolean =>
  !UNSTORABLE.test(text) &&
  isStorableJson(JSON.stringify([name, versions.map(({ note, definition }) => [note, definition])]));

function unstorable(text: string): Problem {
  const at = text.search(/[\0\p{Surrogate}]|\\(0|x00|u0000|U00000000|u[dD][89a-fA-F])/u);
  const before = text.slice(0, Math.max(0, at)).split("\n");
  return {
    code: "text-invalid",
    message: "A text of the definition holds U+0000 or half of a surrogate pair, which are no text.",
    fix: "Take that character out.",
    line: before.length,
    column: before.at(-1)!.length + 1,
    path: "",
  };
}

async function publishIn(
  db: Queryable,
  program: Program,
  input: PublishInput,
): Promise<{ publication: Publication; due: PendingDue | null }> {
  const { row, created } = await lockProgram(db, { ...program, zone: program.zone.id });
  const stored = await readVersions(db, program.id);
  const fixed = (await programHasFacts(db, program.id)) ? fixedVersions(stored, input.now) : 0;
  const hasPast = fixed > 0;
  refuseChangedPast(program, stored.slice(0, fixed));
  const kept = equalBeginning(program.versions, stored, fixed);
  const written = program.versions.slice(kept);
  if (hasPast) refuseTooSoon(written, input.now);

  const changed = created || written.length > 0 || stored.length > kept || row.name !== program.name;
  const revision = changed && !created ? row.revision + 1 : row.revision;
  const publication = {
    program: program.id,
    name: program.name,
    revision,
    created,
    changed,
    versions: describe(program.versions, stored, kept),
  };
  if (!changed) return { publication, due: null };

  await updateProgram(db, { ...program, zone: program.zone.id, revision });
  const versions = written.map((version, i) => ({
    number: version.number,
    from: version.from,
    note: version.note,
    definition: JSON.stringify(version.definition),
    source: i === 0 ? input.text : null,
    publishedBy: input.by,
  }));
  await replaceVersions(db, program.id, { kept, versions, at: input.now });
  if (written.length === 0 && kept > 0) {
    await keepSource(db, { program: program.id, number: kept, source: input.text });
  }
  const moved = [...written, ...stored.slice(kept)].map(({ from }) => from);
  const due = hasPast && moved.length > 0 ? { program: program.id, at: Math.min(...moved) } : null;
  if (due) await markAccountsDue(db, due);
  return { publication, due };
}

/** How many of the stored versions have begun or are about to; the first holds for everything before it too. */
const fixedVersions = (stored: VersionRow[], now: Instant): number =>
  stored.filter(({ from }, i) => i === 0 || from < now + LEAD_MS).length;

/** What may differ in a version that is in force: words for people, which no decision reads. */
const withoutWords = ({ name: _name, note: _note, ...rest }: Record<string, unknown>): object => rest;

function changesOf(version: Version, stored: VersionRow): Change[] {
  const before = withoutWords(JSON.parse(stored.definition));
  const changes = compareDefinitions(before, withoutWords(JSON.parse(JSON.stringify(version.definition))));
  return version.from === stored.from
    ? changes
    : [{ path: "/from", before: formatInstant(stored.from), after: formatInstant(version.from) }, ...changes];
}

function refuseChangedPast(program: Program, past: VersionRow[]): void {
  for (const stored of past) {
    const version = program.versions[stored.number - 1];
    const changes = version ? changesOf(version, stored) : [];
    if (version && changes.length === 0) continue;
    const what = version
      ? `it differs at ${changes
          .slice(0, 3)
          .map(({ path }) => path)
          .join(", ")}`
      : "it is missing";
    throw new ActionError(
      "version-in-force",
      `Version ${stored.number} holds from ${formatInstant(stored.from)} and cannot change, but ${what}: put it back as it was and write the change as a later version.`,
      { version: stored.number, changes },
    );
  }
}

/** How many versions from the first on are stored so already. The note of one in force stays as it was published. */
function equalBeginning(versions: Version[], stored: VersionRow[], fixed: number): number {
  let count = 0;
  for (const version of versions) {
    const row = stored[count];
    if (!row || changesOf(version, row).length > 0) break;
    if (count >= fixed && row.note !== version.note) break;
    count++;
  }
  return count;
}

function refuseTooSoon(written: Version[], now: Instant): void {
  const [first] = written;
  if (!first || first.from >= now + LEAD_MS) return;
  throw new ActionError(
    "version-too-soon",
    `Version ${first.number} begins at ${formatInstant(first.from)}; a new version must begin at ${formatInstant(now + LEAD_MS)} or later, so that every server knows it before it holds.`,
    { version: first.number, earliest: formatInstant(now + LEAD_MS) },
  );
}

function describe(versions: Version[], stored: VersionRow[], kept: number): PublishedVersion[] {
  const now = versions.map(({ number, from, note }, i): PublishedVersion => {
    const change = i < kept ? "kept" : stored[i] ? "replaced" : "added";
    return { number, from, note, change };
  });
  const gone = stored
    .slice(versions.length)
    .map(({ number, from, note }): PublishedVersion => ({ number, from, note, change: "withdrawn" }));
  return [...now, ...gone];
}
