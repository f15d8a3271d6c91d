/** The shapes that many routes share. A schema with `x-component` is named in the OpenAPI document. */
import { parseInstant } from "@tallystick/core";
import { type TProperties, type TSchema, Type } from "typebox";
import { PROBLEMS } from "./problems.ts";

export const MOST = 9_007_199_254_740_991;

/** An object that takes no member but its own. */
export const closed = <P extends TProperties>(properties: P, options: Record<string, unknown> = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });

/** A choice of texts. */
export const oneOf = <const T extends string[]>(
  values: readonly [...T],
  options: Record<string, unknown> = {},
) => Type.Enum(values, options);

export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

const PRINTABLE = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";
const NAME = "^(?!__proto__$)[^\\u0000-\\u001f\\u007f-\\u009f]*$";

/** A short text for people or tills; no control characters, so that it can be kept and printed. */
export const text = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: PRINTABLE, description });

/** What something is called by: a text that is not the one name which objects treat as magic. */
export const nameText = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: NAME, description });

export const ProgramId = Type.String({
  pattern: "^[a-z][a-z0-9-]{0,62}$",
  description: "The program's id.",
  examples: ["corner-cafe"],
});

export const AccountId = Type.String({
  pattern: "^[A-Za-z0-9_-]{1,64}$",
  description: "The account's id.",
  examples: ["acc_4kq6ivbn7y2sfd3gxo5a"],
});

export const MemberId = Type.String({
  pattern: "^[A-Za-z0-9_-]{1,64}$",
  description: "The member's id.",
  examples: ["mem_4kq6ivbn7y2sfd3gxo5a"],
});

export const FactId = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: NAME,
  description:
    "The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.",
  examples: ["till-3-000482"],
});

/** An instant with its offset. */
export const InstantText = Type.Refine(
  Type.String({
    format: "date-time",
    maxLength: 40,
    description: "An RFC 3339 instant with its offset.",
    examples: ["2025-03-10T09:30:00Z"],
  }),
  (value) => parseInstant(value) !== null,
  () => "must be an RFC 3339 instant with its offset, such as 2025-03-10T09:30:00Z",
);

export const Money = Type.Integer({
  minimum: 0,
  maximum: MOST,
  description: "Money in minor units of the program's currency, such as cents.",
});

/** The same where something may be taken back. */
export const SignedMoney = Type.Integer({
  minimum: -MOST,
  maximum: MOST,
  description: "Money in minor units of the program's currency; below zero where it is taken back.",
});

export const Count = Type.Integer({ minimum: 0, maximum: MOST });

/** An amount of a unit as an exact decimal, sign allowed. */
export const UnitAmount = Type.String({
  pattern: "^-?\\d{1,16}(\\.\\d{1,9})?$",
  description: "An amount of a unit as an exact decimal.",
  examples: ["45"],
});

/** The same where only more than nothing makes sense; the engine refuses what is not. */
export const PositiveUnitAmount = Type.String({
  pattern: "^-?\\d{1,16}(\\.\\d{1,9})?$",
  description: "A positive amount of a unit as an exact decimal.",
  examples: ["12.5"],
});

export const CurrencyCode = Type.String({
  pattern: "^[A-Z]{3}$",
  description: "ISO 4217.",
  examples: ["EUR"],
});

export const Identifier = closed(
  {
    kind: Type.String({
      pattern: "^[a-z][a-z_-]{0,31}$",
      description: "What it is: card, email, phone, or a name of your own.",
      examples: ["card"],
    }),
    value: Type.String({
      minLength: 1,
      maxLength: 200,
      description: "The number, address or id.",
      examples: ["2000417"],
    }),
  },
  { "x-component": "Identifier", description: "Finds a member." },
);

/** How a body names its account: exactly one of the three, which `accountRefOf` sees to. */
export const accountRefMembers = {
  account: Type.Optional(AccountId),
  member: Type.Optional(MemberId),
  identifier: Type.Optional(Identifier),
};

/** `?dry_run=true` answers what would happen and changes nothing. */
export const DryRunQuery = closed({
  dry_run: Type.Optional(
    Type.Boolean({ description: "Answer what would happen and change nothing.", default: false }),
  ),
});

export const PageLimit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: "How many at most." }),
);

export const Cursor = Type.Optional(
  Type.String({ minLength: 1, maxLength: 200, description: "`next` of the page before." }),
);

export const Problem = Type.Object(
  {
    type: Type.String({ description: "Where the problem is explained." }),
    title: Type.String(),
    status: Type.Integer(),
    code: oneOf(Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[], { description: "Stable; read this." }),
    detail: Type.String({ description: "What to do, in a sentence." }),
    request: Type.Optional(
      Type.String({ description: "The id under which the server's log has the request." }),
    ),
    errors: Type.Optional(
      Type.Array(
        closed({
          in: oneOf(["body", "path", "query", "header"] as const),
          pointer: Type.String({ description: "A JSON Pointer in the body, or the name of a parameter." }),
          message: Type.String(),
        }),
        { description: "With invalid-request: everything that is wrong." },
      ),
    ),
    refusal: Type.Optional(
      closed(
        {
          code: Type.String({ description: "Stable; see the refusals.", examples: ["insufficient-balance"] }),
          message: Type.String(),
          params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
        },
        { description: "With fact-refused: why." },
      ),
    ),
    scope: Type.Optional(Type.String({ description: "With scope-missing: the scope that is needed." })),
    problems: Type.Optional(
      Type.Array(
        closed({
          code: Type.String(),
          message: Type.String(),
          fix: Type.String(),
          line: Type.Integer(),
          column: Type.Integer(),
          path: Type.String(),
        }),
        { description: "With definition-invalid: everything that is wrong." },
      ),
    ),
  },
  {
    "x-component": "Problem",
    description: "RFC 9457. Further members depend on the code.",
    additionalProperties: true,
  },
);
