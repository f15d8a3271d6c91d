/**
 * Ready-made jurisdictions: what the law was found to ask, as data, with where each rule was read and from when it
 * holds. It is written as a program would write it. Laws change, and this is no legal advice: have counsel confirm what
 * your program picks. What a program writes under the same id takes the place of what stands here.
 */

export type ReadyMade = {
  name: string;
  /** The currency that its amounts of money are in. */
  currency: string | null;
  /** From when its rules on expiry, notices and prices hold. */
  from?: string;
  expiry: { time: Permit; inactivity: Permit; least?: string };
  stored_value: Permit | { least: string };
  vouchers: Permit;
  notice?: { about: ("expiry" | "closure")[]; earliest: string; latest: string; alone: boolean };
  cash_out: { from: string; below: string }[];
  price_change?: { earliest: string; latest: string };
};
export type Permit = "allowed" | "blocked";

const NOTHING_SPECIAL: ReadyMade = {
  name: "Anywhere else",
  currency: null,
  expiry: { time: "allowed", inactivity: "allowed" },
  stored_value: "allowed",
  vouchers: "allowed",
  cash_out: [],
};

export type ReadyMadeId = "default" | "ontario" | "quebec" | "united-states" | "california";

export const JURISDICTIONS: Record<ReadyMadeId, ReadyMade> = {
  /** No rule beyond the program's own terms. */
  default: NOTHING_SPECIAL,

  ontario: {
    ...NOTHING_SPECIAL,
    name: "Ontario",
    currency: "CAD",
    // Consumer Protection Act, 2002, and O. Reg. 17/05 as amended: no expiry of points by the passage of time alone, from
    // 2018-01-01 and back to 2016-10-01; expiry for inactivity stays allowed where the agreement says so. Read at
    // mccarthy.ca and regulationtomorrow.com. Bill 46 (June 2025, Schedule 5) would put regulations in the place of the
    // ban; what became of it in 2026 was not found, so the rule of 2018 stands here.
    from: "2016-10-01",
    expiry: { time: "blocked", inactivity: "allowed" },
    // The same regulation lets no gift card expire. Vouchers that a points program issues count as gift cards; one for a
    // certain thing, named beforehand, does not.
    stored_value: "blocked",
    vouchers: "blocked",
  },

  quebec: {
    ...NOTHING_SPECIAL,
    name: "Quebec",
    currency: "CAD",
    // Consumer Protection Act, P-40.1, and its Regulation r. 3, s. 79.6.3, in force 2019-08-01: no expiry by time; for
    // inactivity only after a year in which no unit was received or exchanged. Read at legisquebec.gouv.qc.ca.
    from: "2019-08-01",
    expiry: { time: "blocked", inactivity: "allowed", least: "1 year" },
    // P-40.1 lets prepaid cards have no expiry date.
    stored_value: "blocked",
    // The same section: a notice 30 to 60 days before, about that alone, with the date. That the closing of an account
    // with what it holds needs it as well is this file's reading.
    notice: { about: ["expiry", "closure"], earliest: "60 days", latest: "30 days", alone: true },
    // Amendments: a notice 60 to 90 days before, with the old and the new clause; none to the detriment of units that
    // members have already. Read at retailcouncil.org and the-cma.org.
    price_change: { earliest: "90 days", latest: "60 days" },
  },

  "united-states": {
    ...NOTHING_SPECIAL,
    name: "The United States",
    currency: "USD",
    // Regulation E, 12 CFR 1005.20, in force 2010-08-22: no gift card ends before five years. Read at 75 FR 16580. Cards of
    // loyalty programs are excluded with disclosures, and states have laws of their own. Its limits on fees are not here.
    from: "2010-08-22",
    stored_value: { least: "5 years" },
  },

  california: {
    ...NOTHING_SPECIAL,
    name: "California",
    currency: "USD",
    // Civil Code 1749.5: sold gift cards have no expiry. Promotional points given without value are another matter.
    stored_value: "blocked",
    // The same section: paid out in cash below 10 dollars; SB 22: below 15 dollars from 2026-04-01, electronic cards
    // included. Read at statutes.laws-info.com and morganlewis.com.
    cash_out: [
      { from: "1998-01-01", below: "10.00" },
      { from: "2026-04-01", below: "15.00" },
    ],
  },
};

export const READY_MADE_IDS = Object.keys(JURISDICTIONS) as ReadyMadeId[];
