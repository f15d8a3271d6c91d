import { randomBytes } from "node:crypto";
import { BASE32 } from "../base32.ts";

/** A new id that nobody can guess: the prefix and 20 characters of base32, 100 random bits. */
export function randomId(prefix: string): string {
  let id = prefix;
  // 256 is a multiple of 32, so the low five bits of a random byte are as random as the byte.
  for (const byte of randomBytes(20)) id += BASE32[byte & 31];
  return id;
}
