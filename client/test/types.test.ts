/** What the compiler knows of requests and answers; `npm run types` holds these, and here they also run. */
import { describe, expectTypeOf, test } from "vitest";
import type { Account, Answer, components, Fact, Input, Output, TallystickClient } from "../src/index.ts";

type Call<K extends keyof TallystickClient> = TallystickClient[K];

describe("types of the client", () => {
  test("a fact is told by its type", () => {
    expectTypeOf<{
      type: "purchase";
      id: string;
      occurredAt: string;
      account: string;
      amount: number;
    }>().toExtend<Fact>();
    expectTypeOf<{ type: "purchase"; id: number; occurredAt: string }>().not.toExtend<Fact>();
    expectTypeOf<Extract<Fact, { type: "adjust" }>["reason"]>().toEqualTypeOf<string>();
  });

  test("a list of facts is answered by results, one fact by an answer", () => {
    expectTypeOf<Call<"recordFacts">>().toBeCallableWith({ program: "p", body: [] as Fact[] });
    const one = (call: Call<"recordFacts">, body: Fact) => call({ program: "p", body, dry_run: true });
    expectTypeOf(one).returns.resolves.toEqualTypeOf<Answer>();
    const many = (call: Call<"recordFacts">, body: Fact[]) => call({ program: "p", body });
    expectTypeOf(many).returns.resolves.toEqualTypeOf<components["schemas"]["Results"]>();
  });

  test("parameters of path and query stand side by side, and what is required is", () => {
    expectTypeOf<{ program: string; account: string }>().toExtend<Input<"getAccount">>();
    expectTypeOf<{ program: string }>().not.toExtend<Input<"getAccount">>();
    expectTypeOf<Input<"listJournal">["order"]>().toEqualTypeOf<"newest" | "oldest" | undefined>();
    expectTypeOf<Input<"compareVersions">["before"]>().toEqualTypeOf<number>();
    expectTypeOf<Input<"redeem">["idempotencyKey"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Call<"listPrograms">>().toBeCallableWith();
    expectTypeOf<Call<"getAccount">>().parameter(0).toEqualTypeOf<Input<"getAccount">>();
  });

  test("answers are those of the document", () => {
    expectTypeOf<Output<"getAccount">>().toEqualTypeOf<Account>();
    expectTypeOf<Output<"redeem">>().toEqualTypeOf<Answer>();
    expectTypeOf<Output<"listEvents">["next"]>().toEqualTypeOf<string>();
    expectTypeOf<Output<"getMetrics">>().toEqualTypeOf<string>();
    expectTypeOf<Answer["balances"]>().toEqualTypeOf<Record<string, components["schemas"]["Balance"]>>();
    expectTypeOf<Answer["refusal"]>().extract<null>().toEqualTypeOf<null>();
  });

  test("a definition may be its text or its JSON", () => {
    expectTypeOf<string>().toExtend<Input<"publishProgram">["body"]>();
    expectTypeOf<{ tallystick: number }>().toExtend<Input<"publishProgram">["body"]>();
    expectTypeOf<number>().not.toExtend<Input<"publishProgram">["body"]>();
  });
});
