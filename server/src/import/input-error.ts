/** Something that the person gave cannot be used: a file, a mapping, an option. `message` says what to do about it. */
export class InputError extends Error {
  override readonly name = "InputError";
}
