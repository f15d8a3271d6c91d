/** From the document's types to what a method of the client takes and gives. */
import type { components, operations } from "./api.gen.ts";

export type OperationId = keyof operations;

type Parameters<O, Place extends "path" | "query"> = O extends { parameters: infer P }
  ? Place extends keyof P
    ? Exclude<P[Place], undefined>
    : unknown
  : unknown;

type Given<T> = [T] extends [never] ? unknown : T;

/** A definition may be sent as its text; anything else is JSON. */
type BodyContent<C> = C extends { "application/yaml": string }
  ? string | (C extends { "application/json": infer J } ? J : never)
  : C extends { "application/json": infer J }
    ? J
    : never;

type Body<O> = O extends { requestBody: { content: infer C } } ? { body: BodyContent<C> } : unknown;

type Key<O> = O extends { parameters: { header?: { "Idempotency-Key"?: string } } }
  ? { idempotencyKey?: string }
  : unknown;

type Flat<T> = { [K in keyof T]: T[K] };

/** What a method takes: the parameters of path and query side by side, and `body` where there is one. */
export type Input<K extends OperationId> = Flat<
  Given<Parameters<operations[K], "path">> &
    Given<Parameters<operations[K], "query">> &
    Body<operations[K]> &
    Key<operations[K]>
>;

type Content<R> = R extends { content: infer C } ? C[keyof C] : undefined;

type Responses<K extends OperationId> = operations[K]["responses"];

/** What a method gives: the body of any answer below 300. */
export type Output<K extends OperationId> = {
  [S in keyof Responses<K>]: S extends 200 | 201 ? Content<Responses<K>[S]> : never;
}[keyof Responses<K>];

type Schemas = components["schemas"];
type FactsInput<B> = Flat<Omit<Input<"recordFacts">, "body"> & { body: B }>;

/** One fact is answered by its decision, a list by a result for each. */
type RecordFacts = {
  (input: FactsInput<Schemas["Fact"][]>): Promise<Schemas["Results"]>;
  (input: FactsInput<Schemas["Fact"]>): Promise<Schemas["Answer"]>;
};

type Method<K extends OperationId> =
  Record<string, never> extends Input<K>
    ? (input?: Input<K>) => Promise<Output<K>>
    : (input: Input<K>) => Promise<Output<K>>;

/** A method for each operation of the document. */
export type Operations = {
  [K in OperationId]: K extends "recordFacts" ? RecordFacts : Method<K>;
};
