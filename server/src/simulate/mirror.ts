/**
 * What members see of their accounts: the engine, run beside the simulation. With it they redeem what they can have and
 * use the vouchers that are theirs, as people do who look at their app first.
 */
import {
  type AccountState,
  advance,
  type DecideContext,
  decide,
  type Fact,
  makeReplayer,
  type Outcome,
  openAccount,
  type Program,
  type Replayer,
  type ReturnFact,
} from "@tallystick/core";

export type Mirror = {
  /** Decides what has happened. A return is decided on the purchase that it names. */
  happened: (member: number, fact: Fact, at: number) => void;
  /** Whether the program would take a fact now. */
  wouldTake: (member: number, fact: Fact) => boolean;
  /** The account as time has made it by then; null before the member's first fact. */
  look: (member: number, at: number) => AccountState | null;
};

const NOTHING: Outcome = { postings: [], effects: [], balances: {}, tiers: {} };

/** The account of each member, by number: what draws go by. */
export type AccountOf = (member: number) => string;

/** A mirror of a program's accounts. Shared resources are taken to suffice: what others do is not looked at. */
export function makeMirror(program: Program, accountOf: AccountOf = (member) => `acc_${member}`): Mirror {
  const accounts = new Map<number, Replayer>();
  const contextOf = (replayer: Replayer, fact: Fact): DecideContext => ({
    past: fact.type === "return" ? replayer.past((fact as ReturnFact).of) : undefined,
  });
  return {
    happened(member, fact, at) {
      let replayer = accounts.get(member);
      if (!replayer) {
        replayer = makeReplayer(program, accountOf(member), at);
        accounts.set(member, replayer);
      }
      // Nothing is recorded here to compare with; the replayer decides and goes on.
      replayer.next({ fact, outcome: NOTHING });
    },
    wouldTake(member, fact) {
      const replayer = accounts.get(member);
      const at = Date.parse(fact.occurredAt);
      const state = replayer?.state() ?? openAccount(program, accountOf(member), at);
      const { outcome } = decide(program, state, fact, replayer ? contextOf(replayer, fact) : {});
      return outcome.refusal === undefined;
    },
    look(member, at) {
      const replayer = accounts.get(member);
      return replayer ? advance(program, replayer.state(), at).state : null;
    },
  };
}
