import { createHash } from "node:crypto";
import { BASE32 } from "../base32.ts";
import type { Identifier } from "../identifier.ts";

/** How a caller names an account. */
export type AccountRef = { account: string } | { member: string } | { identifier: Identifier };

/** An account as it is addressed in the tables. */
export type AccountKey = { shard: number; id: string };

/** The first 20 characters, 100 bits, of a SHA-256 in lower-case base32. */
function shortHash(text: string): string {
  const digest = createHash("sha256").update(text).digest();
  let out = "";
  let bits = 0;
  let held = 0;
  for (const byte of digest) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && out.length < 20) {
      bits -= 5;
      out += BASE32[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
    if (out.length === 20) break;
  }
  return out;
}

const idFrom = (prefix: string, program: string, { kind, value }: Identifier): string =>
  `${prefix}${shortHash(`${program}\n${kind}\n${value}`)}`;

/** The id of the account that this identifier opens; the same for every process that opens it. */
export const accountIdOf = (program: string, identifier: Identifier): string =>
  idFrom("acc_", program, identifier);

/** The id of the member that this identifier enrols. */
export const memberIdOf = (program: string, identifier: Identifier): string =>
  idFrom("mem_", program, identifier);
