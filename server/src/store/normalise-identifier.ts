import { ActionError } from "../action-error.ts";
import type { Identifier } from "../identifier.ts";

const KIND = /^[a-z][a-z_-]{0,31}$/;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,135}$/;
// Characters that a database or a terminal cannot take: control characters and halves of surrogate pairs.
const UNPRINTABLE = /[\p{Cc}\p{Surrogate}]/u;

/**
 * The one form under which an identifier is kept and looked up: an e-mail in lower case, a phone number as its digits
 * alone (without a leading 00), any other kind as given without spaces around it. That form is its own. Throws
 * ActionError `identifier-invalid`; the message names the kind and never the value.
 */
export function normaliseIdentifier({ kind, value }: Identifier): Identifier {
  const refuse = (what: string): never => {
    throw new ActionError("identifier-invalid", what);
  };
  if (!KIND.test(kind)) {
    refuse(
      "The kind of an identifier is 1 to 32 of the letters a to z, _ and -, such as card, email or phone.",
    );
  }
  const text = value.normalize("NFC").trim();
  if (text === "" || text.length > 200 || UNPRINTABLE.test(text)) {
    refuse(`The identifier of kind ${kind} must be 1 to 200 printable characters.`);
  }
  if (kind === "email") {
    const email = text.toLowerCase().normalize("NFC");
    if (!EMAIL.test(email))
      refuse("The identifier of kind email must be an address such as ana@example.org.");
    return { kind, value: email };
  }
  if (kind === "phone") {
    const digits = text.replace(/\D/g, "").replace(/^(00)+/, "");
    if (digits.length < 4 || digits.length > 15) {
      refuse("The identifier of kind phone must have 4 to 15 digits, with the country's code first.");
    }
    return { kind, value: digits };
  }
  return { kind, value: text };
}
