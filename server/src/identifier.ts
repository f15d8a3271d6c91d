/** Finds a person in a program: a card number, an e-mail, the merchant's own id. */
export type Identifier = { kind: string; value: string };
