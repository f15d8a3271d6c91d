/**
 * Draws that can be shown fair. A number comes from SHA-256 over the program's secret seed and names that nobody can
 * choose freely: the account, the rule, and which draw of the rule's on the account it is. Whoever learns the seed later
 * can work out every draw again.
 */

/** The round constants of FIPS 180-4, §4.2.2: fractions of the cube roots of the first 64 primes. */
const K = Uint32Array.from(
  [
    "428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5 d807aa98 12835b01 243185be 550c7dc3",
    "72be5d74 80deb1fe 9bdc06a7 c19bf174 e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da",
    "983e5152 a831c66d b00327c8 bf597fc7 c6e00bf3 d5a79147 06ca6351 14292967 27b70a85 2e1b2138 4d2c6dfc 53380d13",
    "650a7354 766a0abb 81c2c92e 92722c85 a2bfe8a1 a81a664b c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070",
    "19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3 748f82ee 78a5636f 84c87814 8cc70208",
    "90befffa a4506ceb bef9a3f7 c67178f2",
  ]
    .join(" ")
    .split(" ")
    .map((word) => Number.parseInt(word, 16)),
);

/** The initial hash value of FIPS 180-4, §5.3.3. */
const INITIAL = Uint32Array.from(
  "6a09e667 bb67ae85 3c6ef372 a54ff53a 510e527f 9b05688c 1f83d9ab 5be0cd19"
    .split(" ")
    .map((word) => Number.parseInt(word, 16)),
);

/** A text in UTF-8 (RFC 3629); half of a surrogate pair becomes U+FFFD. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    let code = text.codePointAt(at)!;
    if (code > 0xffff) at++;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return bytes;
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The padded message of FIPS 180-4, §5.1.1, as big-endian words. */
function padded(bytes: readonly number[]): Uint32Array {
  const words = new Uint32Array((((bytes.length + 8) >> 6) + 1) * 16);
  for (let index = 0; index < bytes.length; index++)
    words[index >> 2]! |= bytes[index]! << (24 - (index % 4) * 8);
  words[bytes.length >> 2]! |= 0x80 << (24 - (bytes.length % 4) * 8);
  words[words.length - 1] = bytes.length * 8;
  words[words.length - 2] = Math.floor(bytes.length / 0x20000000);
  return words;
}

/** The message schedule of the block at hand: every round fills all of it anew. */
const w = new Uint32Array(64);

/** Works the block of 16 words that begins at `from` into the hash. */
function compress(hash: Uint32Array, words: Uint32Array, from: number): void {
  for (let t = 0; t < 16; t++) w[t] = words[from + t]!;
  for (let t = 16; t < 64; t++) {
    const a = w[t - 15]!;
    const b = w[t - 2]!;
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    w[t] = w[t - 16]! + s0 + w[t - 7]! + s1;
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let t = 0; t < 64; t++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + K[t]! + w[t]!) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    hash[index] = hash[index]! + word;
  });
}

/** SHA-256 (FIPS 180-4) of a text in UTF-8, as eight words of 32 bits. */
export function sha256(text: string): Uint32Array {
  const words = padded(utf8(text));
  const hash = INITIAL.slice();
  for (let at = 0; at < words.length; at += 16) compress(hash, words, at);
  return hash;
}

/** What a draw is made from; `number` counts the rule's draws on the account, from 1. */
export type DrawInput = { seed: string; account: string; number: number; rule: string };

/** Draws are whole numbers below this: 48 bits. */
export const DRAW_RANGE = 2 ** 48;

/**
 * Two numbers from 0 to `DRAW_RANGE` − 1, for whether anything is won and for what: the first 48 bits of the hash and the
 * 48 after them. The text that is hashed has its
 * parts on lines of their own, so that no two inputs are the same text.
 */
export function drawNumbers({ seed, account, number, rule }: DrawInput): [whether: number, what: number] {
  const [first, second, third] = sha256(`${seed}\n${account}\n${number}\n${rule}`) as unknown as number[];
  return [first! * 2 ** 16 + (second! >>> 16), (second! & 0xffff) * 2 ** 32 + third!];
}
