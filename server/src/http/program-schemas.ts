/** Programs and versions as they are shown. */
import { formatInstant } from "@tallystick/core";
import { type Static, Type } from "typebox";
import type { VersionStanding } from "../actions/list-programs.ts";
import type { ProgramRow, VersionRow } from "../store/programs.ts";
import { CurrencyCode, closed, InstantText, nullable, oneOf, ProgramId } from "./schemas.ts";

export const Program = closed(
  {
    id: ProgramId,
    name: Type.String(),
    currency: CurrencyCode,
    zone: Type.String({ description: "The IANA time zone that its days go by." }),
    revision: Type.Integer({ description: "How often it has been published." }),
    createdAt: InstantText,
  },
  { "x-component": "Program" },
);

export const PROGRAM_EXAMPLE = {
  id: "corner-cafe",
  name: "Corner Café Club",
  currency: "EUR",
  zone: "Europe/Lisbon",
  revision: 2,
  createdAt: "2024-01-01T00:00:00.000Z",
};

export const presentProgram = ({ createdAt, ...program }: ProgramRow): Static<typeof Program> => ({
  ...program,
  createdAt: formatInstant(createdAt),
});

export const VersionNumber = Type.Integer({
  minimum: 1,
  maximum: 1_000_000,
  description: "The version's number.",
});

const versionMembers = {
  number: VersionNumber,
  from: {
    ...InstantText,
    description: "From when it holds; the first holds for everything before it too.",
  } as typeof InstantText,
  standing: oneOf(["past", "in-force", "future"] as const),
  note: nullable(Type.String()),
  publishedAt: InstantText,
  publishedBy: nullable(Type.String({ description: "The id of the key; null for the machine itself." })),
};

export const Version = closed(versionMembers, { "x-component": "Version" });

export const VersionInFull = closed(
  {
    ...versionMembers,
    definition: Type.Record(Type.String(), Type.Unknown(), {
      description: "The whole definition of this version, with what it takes over from the one before.",
    }),
    source: nullable(
      Type.String({ description: "The text as published, on the first version that a publication brought." }),
    ),
  },
  { "x-component": "VersionInFull" },
);

export const VERSION_EXAMPLE = {
  number: 2,
  from: "2025-03-01T00:00:00.000Z",
  standing: "in-force",
  note: "A bean and a quarter",
  publishedAt: "2025-02-20T10:00:00.000Z",
  publishedBy: "key_ab3m5rk2wq7tzc4xn6vd",
};

export const presentVersion = (row: VersionRow & { standing: VersionStanding }): Static<typeof Version> => ({
  number: row.number,
  from: formatInstant(row.from),
  standing: row.standing,
  note: row.note,
  publishedAt: formatInstant(row.publishedAt),
  publishedBy: row.publishedBy,
});
