// Made from server/openapi.json by tools/generate-client.ts. Do not edit.
export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page for people: what runs here
         * @description With live totals where the server listens on a loopback address, and without any elsewhere.
         */
        get: operations["getLandingPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server documents of itself */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each problem means */
        get: operations["getProblemDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/program.schema.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON Schema of program definitions */
        get: operations["getProgramSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it serves: the database answers */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counters for Prometheus
         * @description Of the whole server, so a key that is for one program alone may not read them.
         *
         *     Needs the scope `metrics:read`.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The OpenAPI document */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The API keys, revoked ones included
         * @description Newest first, at most 1,000; a key of one program sees that program's.
         *
         *     Needs the scope `keys:write`.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key
         * @description The key is in the answer this once; only its hash is kept. A key gives no more than its maker has.
         *
         *     Needs the scope `keys:write`.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It ends within three seconds, on every server. Revoking it again changes nothing.
         *
         *     Needs the scope `keys:write`.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The programs that this key may see
         * @description Needs the scope `programs:read`.
         */
        get: operations["listPrograms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A program
         * @description Needs the scope `programs:read`.
         */
        get: operations["getProgram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an account holds now
         * @description Balances, lots, the next expiry, open holds, tiers and memberships; what time has done since the last fact is in it.
         *
         *     Needs the scope `accounts:read`.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/accounts/{account}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an account held at an instant
         * @description The balance as the facts that had happened by then make it; a late fact, which happened before the account's present,
         *     counts from the instant at which that present stood when it was booked. What is sent later changes an answer about
         *     the past only if it happened before that instant.
         *
         *     Needs the scope `accounts:read`.
         */
        get: operations["getBalanceAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/accounts/{account}/facts/{fact}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a fact gave what it gave
         * @description The journal is replayed up to the fact and the decision made again, with every rule accounted for.
         *
         *     Needs the scope `accounts:read`.
         */
        get: operations["explainFact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/accounts/{account}/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An account's journal
         * @description Every fact decided, refusals included, with what the decision moved.
         *
         *     Needs the scope `accounts:read`.
         */
        get: operations["listJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give or take units by hand
         * @description A person's correction, with a reason and who decided it: positive gives, negative takes. The fact's id is `id` in the body or the header `Idempotency-Key`. Without `occurredAt` it happens now. When the program says no, the answer is the problem `fact-refused` with the refusal's code.
         *
         *     Needs the scope `adjust`.
         */
        post: operations["adjust"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/causes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The causes of the version in force
         * @description Needs the scope `programs:read`.
         */
        get: operations["listCauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/causes/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was given to causes
         * @description By cause, rule and unit: how much was given, what it is worth, to whom it goes and how many gave; and the share of those who redeem that give. A period is by when things happened, however late they were told. Reads all of the program's postings, so ask rarely.
         *
         *     Needs the scope `accounts:read`.
         */
        get: operations["reportCauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List open charges
         * @description What members owe and nobody has paid or withdrawn, in the order in which it fell due. Answer one with a fact of its account, of type charge-paid or charge-failed.
         *
         *     Needs the scope `accounts:read`.
         */
        get: operations["listCharges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Effects of decisions after a place in the feed
         * @description Read it again and again with `after` set to `next`: each effect comes once, and none is passed by, however many processes write. It comes once every transaction that is older has ended. Effects of one account may be told apart by `version`.
         *
         *     Needs the scope `accounts:read`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/facts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record a fact, a list of facts, or a stream of them
         * @description One fact as a JSON object answers with the program's decision. A list of up to 1,000 answers with `results`, one for
         *     each in their order; facts of one account are decided in that order, and what is wrong with one does not touch the
         *     others. `application/x-ndjson` takes a stream without end, one fact a line, and answers a line for each as it goes:
         *     `{"line": 1, …}` and then the answer or the failure. A stream that ends early has not taken the lines it gave no
         *     result for. Redeeming and holding need the scope `redeem` too, adjusting `adjust`. In a dry run each fact is judged
         *     by the account as it stands, not by the facts before it. Ids that begin with `join:` or `time:` are refused: the
         *     server gives them to the facts that it makes itself.
         *
         *     Needs the scope `facts:write`.
         */
        post: operations["recordFacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set units aside until completed, cancelled or lapsed
         * @description The hold is named by the fact's id. The fact's id is `id` in the body or the header `Idempotency-Key`. Without `occurredAt` it happens now. When the program says no, the answer is the problem `fact-refused` with the refusal's code.
         *
         *     Needs the scope `redeem`.
         */
        post: operations["hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/holds/{hold}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a hold back
         * @description The fact's id is `id` in the body or the header `Idempotency-Key`. Without `occurredAt` it happens now. When the program says no, the answer is the problem `fact-refused` with the refusal's code.
         *
         *     Needs the scope `redeem`.
         */
        post: operations["cancelHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/holds/{hold}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a hold, in full or in part
         * @description With `amount`, what is left of the hold goes back. The fact's id is `id` in the body or the header `Idempotency-Key`. Without `occurredAt` it happens now. When the program says no, the answer is the problem `fact-refused` with the refusal's code.
         *
         *     Needs the scope `redeem`.
         */
        post: operations["completeHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List members
         * @description In the order of their accounts, without their identifiers.
         *
         *     Needs the scope `members:read`.
         */
        get: operations["listMembers"];
        put?: never;
        /**
         * Enrol a member
         * @description The first identifier opens the account; the fact `join` is recorded and earns what the program gives for it. Enrolling by an identifier that is known answers with its member and adds the identifiers that are new. An e-mail is kept in lower case and a phone number as its digits; the answer has them so.
         *
         *     Needs the scope `members:write`.
         */
        post: operations["enrolMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A member and what finds them
         * @description Needs the scope `members:read`.
         */
        get: operations["getMember"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/members/{member}/identifiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The identifiers of a member
         * @description Needs the scope `members:read`.
         */
        get: operations["listIdentifiers"];
        put?: never;
        /**
         * Give a member one more identifier
         * @description Answers with the form under which it is kept.
         *
         *     Needs the scope `members:write`.
         */
        post: operations["addIdentifier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/members/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find a member by an identifier
         * @description A POST, so that no e-mail or phone number stands in an address, which logs and proxies keep.
         *
         *     Needs the scope `members:read`.
         */
        post: operations["findMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask what a fact would give
         * @description The same decision from the same account, without recording it. A refusal is an answer here too: it is in `refusal`.
         *
         *     Needs the scope `facts:write`.
         */
        post: operations["quoteFact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/redemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeem a reward or an amount at once
         * @description The fact's id is `id` in the body or the header `Idempotency-Key`. Without `occurredAt` it happens now. When the program says no, the answer is the problem `fact-refused` with the refusal's code.
         *
         *     Needs the scope `redeem`.
         */
        post: operations["redeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Return a purchase, lines of it, or an amount
         * @description Undoes exactly what the returned lines caused. Neither `lines` nor `amount`: all that is left. The fact's id is `id` in the body or the header `Idempotency-Key`. Without `occurredAt` it happens now. When the program says no, the answer is the problem `fact-refused` with the refusal's code.
         *
         *     Needs the scope `facts:write`.
         */
        post: operations["returnPurchase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/rewards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rewards of the version in force
         * @description Needs the scope `programs:read`.
         */
        get: operations["listRewards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The versions of a program
         * @description Needs the scope `programs:read`.
         */
        get: operations["listVersions"];
        put?: never;
        /**
         * Publish a definition
         * @description YAML or JSON, all versions in one. A version that has begun, or begins within two minutes, must be in it unchanged;
         *     later ones may be replaced or left out; a new one begins two minutes from now or later. A program without facts takes
         *     any definition. The same definition again changes nothing. A dry run tells what would change, or what is wrong.
         *
         *     Needs the scope `programs:write`.
         */
        post: operations["publishProgram"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A version with its definition
         * @description Needs the scope `programs:read`.
         */
        get: operations["getVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/programs/{program}/versions/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes from one version to another
         * @description Needs the scope `programs:read`.
         */
        get: operations["compareVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account: string;
            /**
             * Format: date-time
             * @description The instant that this shows.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            cards: components["schemas"]["Card"][];
            /** @description When time alone will change it next. */
            dueAt: string | null;
            holds: components["schemas"]["Hold"][];
            impact: components["schemas"]["Impact"][];
            jurisdiction: string | null;
            life: components["schemas"]["Life"];
            /** @description Attributes that conditions use. */
            member: {
                [key: string]: string | number | boolean;
            };
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            openedAt: string;
            plans: components["schemas"]["HeldPlan"][];
            /**
             * @description The program's id.
             * @example corner-cafe
             */
            program: string;
            referral: components["schemas"]["Referral"] | null;
            tiers: components["schemas"]["Tier"][];
            units: components["schemas"]["Holding"][];
            /** @description How many facts have been decided. */
            version: number;
            vouchers: components["schemas"]["OpenVoucher"][];
        };
        AdjustFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Who decided it. */
            actor: string;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Why, for whoever reads the journal. */
            reason: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "adjust";
            /** @description A unit of the program. */
            unit: string;
        };
        /** @description What became of a fact. */
        Answer: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account: string;
            /** @description Revenue accounting of this fact, where the program does it. */
            accounting: {
                amount: {
                    /** @description Money in minor units of the program's currency; below zero where it is taken back. */
                    amount: number;
                    /**
                     * @description ISO 4217.
                     * @example EUR
                     */
                    currency: string;
                };
                /** @enum {unknown} */
                kind: "deferred" | "released" | "reversed" | "promotional-cost" | "partner-liability" | "partner-settled";
                lot?: string;
                unit: string;
            }[];
            /** @description By unit. */
            balances: {
                [key: string]: components["schemas"]["Balance"];
            };
            bookedAt: string | null;
            discount: {
                /** @description Money in minor units of the program's currency, such as cents. */
                amount: number;
                /**
                 * @description ISO 4217.
                 * @example EUR
                 */
                currency: string;
            } | null;
            /** @description Whether nothing was recorded. */
            dryRun: boolean;
            /** @description Per rule that gave or was cut. */
            earned: components["schemas"]["RuleOutcome"][];
            effects: components["schemas"]["Effect"][];
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            fact: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            postings: components["schemas"]["Posting"][];
            /** @description The version that judged it. */
            programVersion: number;
            refusal: components["schemas"]["Refusal"] | null;
            /** @description What a return did not take back. */
            spared: {
                /**
                 * @description An amount of a unit as an exact decimal.
                 * @example 45
                 */
                amount: string;
                /** @enum {unknown} */
                because: "expired" | "held" | "forgiven";
                unit: string;
            }[];
            /**
             * @description `repeated`: the fact was known, and this is its first answer.
             * @enum {unknown}
             */
            status: "booked" | "refused" | "repeated";
            /** @description Ladder to level. */
            tiers: {
                [key: string]: string;
            };
            type: string;
            /** @description What a return took back, per rule. */
            undone: {
                /**
                 * @description An amount of a unit as an exact decimal.
                 * @example 45
                 */
                amount: string;
                rule: string;
                unit: string;
            }[];
            /** @description Its place in the account's journal. */
            version: number;
        };
        ApiKey: {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            createdAt: string;
            /** @example key_ab3m5rk2wq7tzc4xn6vd */
            id: string;
            name: string;
            program: string | null;
            revokedAt: string | null;
            scopes: ("*" | "facts:write" | "redeem" | "adjust" | "accounts:read" | "members:read" | "members:write" | "programs:read" | "programs:write" | "keys:write" | "metrics:read")[];
        };
        ApiKeys: {
            keys: components["schemas"]["ApiKey"][];
        };
        /** @description What an account has of a unit; `debt` is what it owes. */
        Balance: {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            available: string;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            debt: string;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            held: string;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            pending: string;
        };
        CancelFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /** @description The hold's id. */
            hold: string;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "cancel";
        };
        /** @description A card of the member. */
        Card: {
            card: string;
            closedAt: string | null;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            openedAt: string;
            product: string;
        };
        CardClosedFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description A card of the account. */
            card: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Why. */
            reason?: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "card-closed";
        };
        CardOpenedFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description The card's number or token. */
            card: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description A product of the program. */
            product: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "card-opened";
        };
        CashOutFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "cash-out";
            /** @description A unit that is stored value. */
            unit: string;
        };
        Cause: {
            beneficiary: string | null;
            from: string | null;
            id: string;
            name: string;
            until: string | null;
        };
        /** @description What one rule gave of one unit to one cause. */
        CauseLine: {
            beneficiary: string | null;
            cause: string;
            /** @description What the units stand for. */
            equivalents: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            firstGiven: string;
            from: string | null;
            givers: number;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            lastGiven: string;
            name: string;
            paid: string | null;
            perUnit: components["schemas"]["Money"] | null;
            rule: string | null;
            unit: string;
            /**
             * @description Less what came back with returned goods.
             * @example 45
             */
            units: string;
            until: string | null;
            worth: components["schemas"]["Money"] | null;
        };
        Causes: {
            causes: components["schemas"]["Cause"][];
        };
        CausesReport: {
            /** @description Donors of redeemers, from 0 to 1; 0 without redeemers. */
            donationShare: number;
            /** @description Those of them that gave some of it to a cause. */
            donors: number;
            lines: components["schemas"]["CauseLine"][];
            /** @description Accounts that redeemed anything. */
            redeemers: number;
        };
        Change: {
            /** @description Left out where the setting is there no more. */
            after?: unknown;
            /** @description Left out where the setting was not there. */
            before?: unknown;
            /** @description A JSON Pointer into the definition. */
            path: string;
        };
        Changes: {
            changes: components["schemas"]["Change"][];
        };
        Charge: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account: string;
            amount: components["schemas"]["Money"];
            /** @description Its id, unique within the account. */
            charge: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            dueAt: string;
            /** @description Whether it could not be collected so far. */
            failed: boolean;
            /** @description What it is for, such as the id of a plan. */
            for: string;
        };
        ChargeFailedFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description A charge that is due. */
            charge: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Why it failed. */
            reason?: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "charge-failed";
        };
        ChargePage: {
            charges: components["schemas"]["Charge"][];
            next: string | null;
        };
        ChargePaidFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description A charge that is due. */
            charge: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "charge-paid";
        };
        CloseFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description A reason that the program declares. */
            reason: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "close";
        };
        CompleteFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /**
             * @description A positive amount of a unit as an exact decimal.
             * @example 12.5
             */
            amount?: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /** @description The hold's id. */
            hold: string;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "complete";
        };
        /** @description Something the outside world may want to act on. */
        Effect: {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            from: string;
            ladder: string;
            to: string;
            /** @constant */
            type: "tier-changed";
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            until?: string;
        } | {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            /** @constant */
            type: "units-expired";
            unit: string;
        } | {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            /** @constant */
            type: "units-matured";
            unit: string;
        } | {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            hold: string;
            /** @constant */
            type: "hold-lapsed";
        } | {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            quantity: number;
            reward: string;
            /** @constant */
            type: "reward-redeemed";
        } | {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            /** @description The rule, reward or conversion that issued it. */
            by: string;
            kind: string;
            /** @constant */
            type: "voucher-issued";
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            until?: string;
            voucher: string;
            worth?: components["schemas"]["Money"];
        } | {
            amount?: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            kind: string;
            /** @enum {unknown} */
            type: "voucher-used" | "voucher-expired";
            voucher: string;
        } | {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            entitlement: string;
            quantity: number;
            /** @constant */
            type: "entitlement-used";
        } | {
            amount: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            charge: string;
            for: string;
            /** @enum {unknown} */
            type: "charge-due" | "charge-withdrawn";
        } | {
            amount: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            for: string;
            /** @constant */
            type: "refund-due";
        } | {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            from: string;
            plan: string;
            to: string;
            /** @constant */
            type: "plan-changed";
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            until?: string;
        } | {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            from: string;
            to: string;
            /** @constant */
            type: "status-changed";
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            until?: string;
        } | {
            /** @enum {unknown} */
            about: "expiry" | "closure" | "terms" | "renewal";
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            earliest?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            effective: string;
            for: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            latest?: string;
            /** @constant */
            type: "notice-due";
        } | {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            partner: string;
            /** @description What the partner credits, in its own units. */
            received: string;
            /** @constant */
            type: "transferred";
            unit: string;
        } | {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            cause: string;
            /** @constant */
            type: "donated";
            unit: string;
            worth?: components["schemas"]["Money"];
        } | {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            /** @enum {unknown} */
            type: "paid-out" | "cash-out-offered";
            unit: string;
        } | {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            /** @enum {unknown} */
            to: "waiting" | "qualified" | "held" | "rejected";
            /** @constant */
            type: "referral-changed";
        } | {
            /** @description The account that it travels to. */
            account: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            fact: {
                [key: string]: unknown;
            };
            /** @constant */
            type: "fact-sent";
        };
        Event: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account: string;
            /**
             * Format: date-time
             * @description When it was booked.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            cursor: string;
            effect: components["schemas"]["Effect"];
            /** @description The account's version that the decision made. */
            version: number;
        };
        EventPage: {
            events: components["schemas"]["Event"][];
            /** @description Pass it as `after` to go on; the same when there was nothing new. */
            next: string;
        };
        Explanation: {
            entry: components["schemas"]["JournalEntry"];
            /** @description For purchases: what of each line counted as spend. */
            lines: {
                charged: components["schemas"]["Money"];
                counted: components["schemas"]["Money"];
                excluded: string | null;
                line: string;
            }[];
            /** @description Every rule that listens to such facts, also those that gave nothing. */
            rules: components["schemas"]["RuleOutcome"][];
            /** @description All of it in words, in the order of happening. */
            sentences: string[];
            version: {
                /**
                 * Format: date-time
                 * @description An RFC 3339 instant with its offset.
                 * @example 2025-03-10T09:30:00Z
                 */
                from: string;
                note: string | null;
                number: number;
            };
        };
        /** @description Something that happened, of the account named by exactly one of `account`, `member` and `identifier`. */
        Fact: components["schemas"]["PurchaseFact"] | components["schemas"]["ReturnFact"] | components["schemas"]["RedeemFact"] | components["schemas"]["HoldFact"] | components["schemas"]["CompleteFact"] | components["schemas"]["CancelFact"] | components["schemas"]["AdjustFact"] | components["schemas"]["ProfileFact"] | components["schemas"]["TimeFact"] | components["schemas"]["UseFact"] | components["schemas"]["TransferFact"] | components["schemas"]["SubscribeFact"] | components["schemas"]["UnsubscribeFact"] | components["schemas"]["ChargePaidFact"] | components["schemas"]["ChargeFailedFact"] | components["schemas"]["CardOpenedFact"] | components["schemas"]["CardClosedFact"] | components["schemas"]["ReleaseFact"] | components["schemas"]["ForfeitFact"] | components["schemas"]["ReinstateFact"] | components["schemas"]["CloseFact"] | components["schemas"]["NoticeFact"] | components["schemas"]["CashOutFact"] | components["schemas"]["ReferralReviewFact"] | components["schemas"]["OtherFact"];
        /** @description A fact that was not taken; nothing was recorded of it. */
        FailedFact: {
            fact: string | null;
            problem: components["schemas"]["Problem"];
            /** @constant */
            status: "failed";
        };
        ForfeitFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description What the units were earned with. */
            batch: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "forfeit";
        };
        /** @description A paid membership. */
        HeldPlan: {
            /** @description Whether the membership ends then. */
            ends: boolean;
            lapsesAt: string | null;
            name: string;
            next: string | null;
            plan: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            since: string;
            /** @enum {unknown} */
            status: "trial" | "active" | "past-due";
            /**
             * Format: date-time
             * @description When the trial or the billing period ends.
             * @example 2025-03-10T09:30:00Z
             */
            until: string;
        };
        Hold: {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            id: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            lapsesAt: string;
            quantity: number | null;
            reward: string | null;
            unit: string;
        };
        HoldFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description What the reward is applied to, where its terms ask for one. In minor units. */
            basket?: number;
            /** @description The cause that is given to. */
            cause?: string;
            /** @description Such as counter, web or delivery. */
            channel?: string;
            /** @description What the program declares under `facts`; at most 8 kB. */
            data?: {
                [key: string]: unknown;
            };
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /** @description How long, such as “15 minutes”; the program's own length when left out. */
            for?: string;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            of: components["schemas"]["Redeemable"];
            /** @description Where it happened. */
            place?: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @description The sale that it belongs to, for limits per transaction. */
            transaction?: string;
            /** @constant */
            type: "hold";
        };
        /** @description What an account has of a unit. */
        Holding: {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            available: string;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            debt: string;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            held: string;
            /** @description In the order in which they are spent. */
            lots: components["schemas"]["Lot"][];
            name: {
                many: string;
                one: string;
            };
            nextExpiry: {
                /**
                 * @description An amount of a unit as an exact decimal.
                 * @example 45
                 */
                amount: string;
                /**
                 * Format: date-time
                 * @description An RFC 3339 instant with its offset.
                 * @example 2025-03-10T09:30:00Z
                 */
                at: string;
            } | null;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            pending: string;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            total: string;
            unit: string;
        };
        /** @description Finds a member. */
        Identifier: {
            /**
             * @description What it is: card, email, phone, or a name of your own.
             * @example card
             */
            kind: string;
            /**
             * @description The number, address or id.
             * @example 2000417
             */
            value: string;
        };
        Identifiers: {
            identifiers: components["schemas"]["Identifier"][];
        };
        /** @description What was given to a cause through the account. */
        Impact: {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            cause: string;
            /** @description What the amount stands for. */
            equivalents: {
                [key: string]: number;
            };
            name: string;
            unit: string;
        };
        JournalEntry: {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            bookedAt: string;
            /** @description The fact as it was booked. */
            fact: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            outcome: components["schemas"]["Outcome"];
            programVersion: number;
            /** @description Its place in the journal, from 1 without gaps. */
            version: number;
        };
        JournalPage: {
            entries: components["schemas"]["JournalEntry"][];
            next: string | null;
        };
        KeyDryRun: {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            createdAt: string;
            /** @example key_ab3m5rk2wq7tzc4xn6vd */
            id: string;
            key: null;
            name: string;
            program: string | null;
            revokedAt: string | null;
            scopes: ("*" | "facts:write" | "redeem" | "adjust" | "accounts:read" | "members:read" | "members:write" | "programs:read" | "programs:write" | "keys:write" | "metrics:read")[];
        };
        /** @description The account's place in the life cycle. */
        Life: {
            reason: string | null;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            since: string;
            /** @enum {unknown} */
            status: "active" | "closed" | "forfeited" | "purgeable";
            /** @description As long as it can be reinstated, or what it holds be spent. */
            until: string | null;
        };
        Line: {
            /** @description What was charged for the whole line after its discount, without `tax`. In minor units. */
            amount: number;
            /** @description The category that rules go by. */
            category?: string;
            /** @description What was taken off to arrive at `amount`. In minor units. */
            discount?: number;
            /** @description Names the line within its purchase, so that a return can point at it. */
            id: string;
            /**
             * @description `item` when left out. Only items count as spend unless the program says otherwise.
             * @enum {unknown}
             */
            kind?: "item" | "tax" | "shipping" | "gift-card" | "tip" | "fee" | "donation";
            /** @description Pieces or weight, to three decimals. */
            quantity?: number;
            /** @description The article. */
            sku?: string;
            /** @description Tax on this line where it is shown apart. In minor units. */
            tax?: number;
        };
        /** @description An amount earned together. */
        Lot: {
            batch: string | null;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            earnedAt: string;
            expiresAt: string | null;
            /** @description The version of the journal's entry that made it, and a count. */
            id: string;
            /**
             * @description What of it is left.
             * @example 45
             */
            left: string;
            /** @description Whether it cannot be spent yet. */
            pending: boolean;
            pendingUntil: string | null;
        };
        /** @description A person in a program, and the account that holds what they have. */
        Member: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account: string;
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            id: string;
            /** @description In the one form under which they are kept. */
            identifiers: components["schemas"]["Identifier"][];
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            joinedAt: string;
        };
        MemberPage: {
            members: {
                /**
                 * @description The account's id.
                 * @example acc_4kq6ivbn7y2sfd3gxo5a
                 */
                account: string;
                /**
                 * @description The member's id.
                 * @example mem_4kq6ivbn7y2sfd3gxo5a
                 */
                id: string;
                /**
                 * Format: date-time
                 * @description An RFC 3339 instant with its offset.
                 * @example 2025-03-10T09:30:00Z
                 */
                joinedAt: string;
            }[];
            next: string | null;
        };
        /** @description Minor units of a currency. */
        Money: {
            /** @description Money in minor units of the program's currency, such as cents. */
            amount: number;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency: string;
        };
        NewApiKey: {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            createdAt: string;
            /** @example key_ab3m5rk2wq7tzc4xn6vd */
            id: string;
            /** @description Keep it; it is not shown again. */
            key: string;
            name: string;
            program: string | null;
            revokedAt: string | null;
            scopes: ("*" | "facts:write" | "redeem" | "adjust" | "accounts:read" | "members:read" | "members:write" | "programs:read" | "programs:write" | "keys:write" | "metrics:read")[];
        };
        NoticeFact: {
            /** @enum {unknown} */
            about: "expiry" | "closure" | "terms" | "renewal";
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Whether it was about nothing else. */
            alone?: boolean;
            /** @description An RFC 3339 instant or a date of the program's zone. */
            announces?: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "notice";
            /** @description The unit that it is about. */
            unit?: string;
            /** @description The program version that it announces. */
            version?: number;
        };
        /** @description A voucher that can be used. */
        OpenVoucher: {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            issuedAt: string;
            kind: string;
            left: components["schemas"]["Money"] | null;
            name: string;
            /** @description When it ends; null: never. */
            until: string | null;
            validFrom: string | null;
            /** @description Its id, by which it is used. */
            voucher: string;
        };
        OtherFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Names what is released or forfeited together. */
            batch?: string;
            /** @description The member's card that was used. */
            card?: string;
            /** @description Such as counter, web or delivery. */
            channel?: string;
            /** @description What the program declares under `facts`; at most 8 kB. */
            data?: {
                [key: string]: unknown;
            };
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Where it happened. */
            place?: string;
            /** @description On join: the account of the member who referred this one. */
            referrer?: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /**
             * @description A fact type of the program's own, or join or visit.
             * @example check-in
             */
            type: string;
        };
        /** @description What the decision said. */
        Outcome: {
            /** @description Revenue accounting of this fact, where the program does it. */
            accounting: {
                amount: {
                    /** @description Money in minor units of the program's currency; below zero where it is taken back. */
                    amount: number;
                    /**
                     * @description ISO 4217.
                     * @example EUR
                     */
                    currency: string;
                };
                /** @enum {unknown} */
                kind: "deferred" | "released" | "reversed" | "promotional-cost" | "partner-liability" | "partner-settled";
                lot?: string;
                unit: string;
            }[];
            /** @description By unit. */
            balances: {
                [key: string]: components["schemas"]["Balance"];
            };
            discount: {
                /** @description Money in minor units of the program's currency, such as cents. */
                amount: number;
                /**
                 * @description ISO 4217.
                 * @example EUR
                 */
                currency: string;
            } | null;
            /** @description Per rule that gave or was cut. */
            earned: components["schemas"]["RuleOutcome"][];
            effects: components["schemas"]["Effect"][];
            postings: components["schemas"]["Posting"][];
            refusal: components["schemas"]["Refusal"] | null;
            /** @description What a return did not take back. */
            spared: {
                /**
                 * @description An amount of a unit as an exact decimal.
                 * @example 45
                 */
                amount: string;
                /** @enum {unknown} */
                because: "expired" | "held" | "forgiven";
                unit: string;
            }[];
            /** @description Ladder to level. */
            tiers: {
                [key: string]: string;
            };
            /** @description What a return took back, per rule. */
            undone: {
                /**
                 * @description An amount of a unit as an exact decimal.
                 * @example 45
                 */
                amount: string;
                rule: string;
                unit: string;
            }[];
        };
        /** @description A movement: what leaves `from` arrives at `to`. */
        Posting: {
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            /** @description The cause that it was given to. */
            beneficiary?: string;
            /** @description The fact's type, or matured, expired, lapsed. */
            cause: string;
            /** @enum {unknown} */
            from: "pending" | "available" | "held" | "issued" | "redeemed" | "expired" | "returned" | "adjusted" | "transferred" | "forfeited" | "given";
            lot?: string;
            rule?: string;
            /** @enum {unknown} */
            to: "pending" | "available" | "held" | "issued" | "redeemed" | "expired" | "returned" | "adjusted" | "transferred" | "forfeited" | "given";
            unit: string;
        };
        /** @description RFC 9457. Further members depend on the code. */
        Problem: {
            /**
             * @description Stable; read this.
             * @enum {unknown}
             */
            code: "invalid-request" | "invalid-json" | "invalid-http" | "unauthenticated" | "scope-missing" | "program-not-allowed" | "route-unknown" | "program-unknown" | "account-unknown" | "member-unknown" | "fact-unknown" | "version-unknown" | "key-unknown" | "method-not-allowed" | "fact-id-reused" | "identifier-taken" | "version-in-force" | "body-too-large" | "content-type-unsupported" | "fact-refused" | "fact-in-future" | "fact-malformed" | "identifier-invalid" | "definition-invalid" | "program-mismatch" | "version-too-soon" | "headers-too-large" | "internal-error" | "not-ready";
            /** @description What to do, in a sentence. */
            detail: string;
            /** @description With invalid-request: everything that is wrong. */
            errors?: {
                /** @enum {unknown} */
                in: "body" | "path" | "query" | "header";
                message: string;
                /** @description A JSON Pointer in the body, or the name of a parameter. */
                pointer: string;
            }[];
            /** @description With definition-invalid: everything that is wrong. */
            problems?: {
                code: string;
                column: number;
                fix: string;
                line: number;
                message: string;
                path: string;
            }[];
            /** @description With fact-refused: why. */
            refusal?: {
                /**
                 * @description Stable; see the refusals.
                 * @example insufficient-balance
                 */
                code: string;
                message: string;
                params: {
                    [key: string]: string | number;
                };
            };
            /** @description The id under which the server's log has the request. */
            request?: string;
            /** @description With scope-missing: the scope that is needed. */
            scope?: string;
            status: number;
            title: string;
            /** @description Where the problem is explained. */
            type: string;
        } & {
            [key: string]: unknown;
        };
        ProfileFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Attributes that the program declares under `member`; null removes one. */
            attributes: {
                [key: string]: string | number | boolean | null;
            };
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            jurisdiction?: string | null;
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "profile";
        };
        Program: {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            createdAt: string;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency: string;
            /**
             * @description The program's id.
             * @example corner-cafe
             */
            id: string;
            name: string;
            /** @description How often it has been published. */
            revision: number;
            /** @description The IANA time zone that its days go by. */
            zone: string;
        };
        Programs: {
            programs: components["schemas"]["Program"][];
        };
        Publication: {
            /** @description False when all of it was published already. */
            changed: boolean;
            /** @description Whether the program is new. */
            created: boolean;
            dryRun: boolean;
            name: string;
            /**
             * @description The program's id.
             * @example corner-cafe
             */
            program: string;
            revision: number;
            versions: {
                /** @enum {unknown} */
                change: "kept" | "added" | "replaced" | "withdrawn";
                /**
                 * Format: date-time
                 * @description An RFC 3339 instant with its offset.
                 * @example 2025-03-10T09:30:00Z
                 */
                from: string;
                note: string | null;
                /** @description The version's number. */
                number: number;
            }[];
        };
        PurchaseFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description What was charged, for a purchase that is sent without lines. In minor units. */
            amount?: number;
            /** @description Names what is released or forfeited together. */
            batch?: string;
            /** @description The member's card that was used. */
            card?: string;
            /** @description Such as counter, web or delivery. */
            channel?: string;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency?: string;
            /** @description What the program declares under `facts`; at most 8 kB. */
            data?: {
                [key: string]: unknown;
            };
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            lines?: components["schemas"]["Line"][];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Where it happened. */
            place?: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            tenders?: {
                /** @description What was paid by it. In minor units. */
                amount: number;
                /** @description cash, card, points … */
                type: string;
            }[];
            /** @constant */
            type: "purchase";
        };
        /** @description A reward of the catalogue, or a bare amount of a unit. */
        Redeemable: {
            /**
             * @description How many units, for a reward that is paid with as many as one likes.
             * @example 45
             */
            amount?: string;
            /** @description 1 when left out. */
            quantity?: number;
            /** @description A reward of the catalogue. */
            reward: string;
        } | {
            /**
             * @description A positive amount of a unit as an exact decimal.
             * @example 12.5
             */
            amount: string;
            /** @description A unit of the program. */
            unit: string;
        };
        RedeemFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description What the reward is applied to, where its terms ask for one. In minor units. */
            basket?: number;
            /** @description The cause that is given to. */
            cause?: string;
            /** @description Such as counter, web or delivery. */
            channel?: string;
            /** @description What the program declares under `facts`; at most 8 kB. */
            data?: {
                [key: string]: unknown;
            };
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            of: components["schemas"]["Redeemable"];
            /** @description Where it happened. */
            place?: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @description The sale that it belongs to, for limits per transaction. */
            transaction?: string;
            /** @constant */
            type: "redeem";
        };
        /** @description By whom the member was referred, and what became of it. */
        Referral: {
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            at: string;
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            by: string;
            /** @enum {unknown} */
            status: "open" | "waiting" | "qualified" | "held" | "rejected";
        };
        ReferralReviewFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Who decided it. */
            actor: string;
            /** @description Whether the referral may count. */
            approved: boolean;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "referral-review";
        };
        Refusal: {
            /** @example insufficient-balance */
            code: string;
            message: string;
            params: {
                [key: string]: string | number;
            };
        };
        ReinstateFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description A forfeited batch; the account itself, when left out. */
            batch?: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "reinstate";
        };
        ReleaseFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description What the units were earned with. */
            batch: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "release";
        };
        /** @description One result for each fact, in their order. */
        Results: {
            results: (components["schemas"]["Answer"] | components["schemas"]["FailedFact"])[];
        };
        ReturnFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Spread over the purchase's remaining lines in proportion. In minor units. */
            amount?: number;
            /** @description What the program declares under `facts`; at most 8 kB. */
            data?: {
                [key: string]: unknown;
            };
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            lines?: {
                /** @description What is given back for it. In minor units. */
                amount?: number;
                /** @description The line's id in the purchase. */
                line: string;
                /** @description Pieces or weight, to three decimals. */
                quantity?: number;
            }[];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description The purchase's fact id, on the same account. */
            of: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "return";
        };
        Reward: {
            byTier: {
                ladder: string;
                /** @description Level → what one costs there. */
                levels: {
                    [key: string]: string;
                };
            } | null;
            condition: string | null;
            /**
             * @description For one; 0 where it is given away, or paid with any amount.
             * @example 45
             */
            cost: string;
            /** @description Whether what it is worth goes to a cause that the redemption names. */
            donates: boolean;
            gives: ({
                count: number;
                voucher: string;
            } | {
                /**
                 * @description An amount of a unit as an exact decimal.
                 * @example 45
                 */
                amount: string;
                unit: string;
            }) | null;
            id: string;
            /** @description For each account. */
            limits: {
                max: number;
                /** @enum {unknown} */
                per: "transaction" | "day" | "week" | "month" | "year" | "lifetime";
            }[];
            minimumBasket: components["schemas"]["Money"] | null;
            name: string;
            offeredFrom: string | null;
            offeredUntil: string | null;
            pays: {
                /**
                 * @description The fewest units at a time.
                 * @example 45
                 */
                minimum: string;
                share: string | null;
                /**
                 * @description Of how many units it has to be a multiple.
                 * @example 45
                 */
                step: string;
                /**
                 * @description The money, in the currency, that one unit is worth.
                 * @example 3/10
                 */
                value: string;
                /** @description Whether only the whole basket can be covered. */
                whole: boolean;
            } | null;
            remaining: number | null;
            share: string | null;
            stock: number | null;
            unit: string;
            worth: components["schemas"]["Money"] | null;
        };
        Rewards: {
            rewards: components["schemas"]["Reward"][];
        };
        /** @description What one earn rule did. */
        RuleOutcome: {
            cut?: {
                by: string;
                /**
                 * @description An amount of a unit as an exact decimal.
                 * @example 45
                 */
                wanted: string;
            };
            /** @description Before rounding and caps, as a fraction of the unit's smallest step. */
            exact: string;
            /** @description The cause that it went to, in the member's place. */
            for?: string;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            given: string;
            /**
             * @description Why it gave nothing.
             * @enum {unknown}
             */
            not?: "when" | "lines" | "tenders" | "schedule" | "group" | "nothing-to-count" | "cap" | "budget" | "times" | "once";
            rule: string;
            spend: components["schemas"]["Money"];
            unit: string;
        };
        SubscribeFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description The text that the member agreed to. */
            consent?: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description A plan of the program. */
            plan: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "subscribe";
        };
        /** @description Where the account stands on a ladder. */
        Tier: {
            /**
             * @description Money counts in minor units.
             * @enum {unknown}
             */
            countedIn: "money" | "units" | "days";
            /** @description An exact decimal, or minor units, or days, as `countedIn` says. */
            counter: string;
            ladder: string;
            level: string;
            next: {
                level: string;
                /** @description An exact decimal, or minor units, or days, as `countedIn` says. */
                missing: string;
                /** @description An exact decimal, or minor units, or days, as `countedIn` says. */
                threshold: string;
            } | null;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            since: string;
            until: string | null;
        };
        TimeFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "time";
        };
        TransferFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /**
             * @description An amount of a unit as an exact decimal.
             * @example 45
             */
            amount: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description A partner of the program. */
            partner: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @description The member's number over there. */
            to?: string;
            /** @constant */
            type: "transfer";
        };
        UnsubscribeFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            /** @description A plan that the account has. */
            plan: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @constant */
            type: "unsubscribe";
        };
        /** @description A voucher or an entitlement. */
        Usable: {
            /** @description The part of it that is used; as much as fits, when left out. In minor units. */
            amount?: number;
            /** @description An open voucher of the account. */
            voucher: string;
        } | {
            /** @description An entitlement of the program. */
            entitlement: string;
            /** @description 1 when left out. */
            quantity?: number;
        };
        UseFact: {
            /**
             * @description The account's id.
             * @example acc_4kq6ivbn7y2sfd3gxo5a
             */
            account?: string;
            /** @description What it is used on. In minor units. */
            basket?: number;
            /** @description Such as counter, web or delivery. */
            channel?: string;
            /** @description What the program declares under `facts`; at most 8 kB. */
            data?: {
                [key: string]: unknown;
            };
            /** @description Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too. */
            enrol?: boolean;
            /**
             * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
             * @example till-3-000482
             */
            id: string;
            identifier?: components["schemas"]["Identifier"];
            /**
             * @description The member's id.
             * @example mem_4kq6ivbn7y2sfd3gxo5a
             */
            member?: string;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            occurredAt: string;
            of: components["schemas"]["Usable"];
            /** @description Where it happened. */
            place?: string;
            /** @description Who says so: a till, a shop, a partner. */
            source?: string;
            /** @description The sale that it belongs to. */
            transaction?: string;
            /** @constant */
            type: "use";
        };
        Version: {
            /**
             * Format: date-time
             * @description From when it holds; the first holds for everything before it too.
             * @example 2025-03-10T09:30:00Z
             */
            from: string;
            note: string | null;
            /** @description The version's number. */
            number: number;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            publishedAt: string;
            publishedBy: string | null;
            /** @enum {unknown} */
            standing: "past" | "in-force" | "future";
        };
        VersionInFull: {
            /** @description The whole definition of this version, with what it takes over from the one before. */
            definition: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description From when it holds; the first holds for everything before it too.
             * @example 2025-03-10T09:30:00Z
             */
            from: string;
            note: string | null;
            /** @description The version's number. */
            number: number;
            /**
             * Format: date-time
             * @description An RFC 3339 instant with its offset.
             * @example 2025-03-10T09:30:00Z
             */
            publishedAt: string;
            publishedBy: string | null;
            source: string | null;
            /** @enum {unknown} */
            standing: "past" | "in-force" | "future";
        };
        Versions: {
            versions: components["schemas"]["Version"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getLandingPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A problem. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A problem. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProblemDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A problem. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProgramSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schema. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A problem. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "live";
                    };
                };
            };
            /** @description A problem. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It serves. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ready";
                        version: string;
                    };
                };
            };
            /** @description A problem. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The Prometheus text format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A problem. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, without what is secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What the key is for. */
                    name: string;
                    program?: string | null;
                    scopes: ("*" | "facts:write" | "redeem" | "adjust" | "accounts:read" | "members:read" | "members:write" | "programs:read" | "programs:write" | "keys:write" | "metrics:read")[];
                };
            };
        };
        responses: {
            /** @description A dry run; there is no key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyDryRun"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                /** @description The key's id. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPrograms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Programs"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProgram: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The program. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBalanceAt: {
        parameters: {
            query: {
                /** @description An RFC 3339 instant with its offset. */
                at: string;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account as it stood. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainFact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer. */
                fact: string;
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJournal: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Which comes first. */
                order?: "newest" | "oldest";
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalPage"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    adjust: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The fact's id, where the body has none. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The account's id.
                     * @example acc_4kq6ivbn7y2sfd3gxo5a
                     */
                    account?: string;
                    /** @description Who decided it. */
                    actor: string;
                    /**
                     * @description An amount of a unit as an exact decimal.
                     * @example 45
                     */
                    amount: string;
                    /**
                     * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
                     * @example till-3-000482
                     */
                    id?: string;
                    identifier?: components["schemas"]["Identifier"];
                    /**
                     * @description The member's id.
                     * @example mem_4kq6ivbn7y2sfd3gxo5a
                     */
                    member?: string;
                    /**
                     * Format: date-time
                     * @description An RFC 3339 instant with its offset.
                     * @example 2025-03-10T09:30:00Z
                     */
                    occurredAt?: string;
                    /** @description Why, for whoever reads the journal. */
                    reason: string;
                    /** @description Who says so: a till, a shop, a partner. */
                    source?: string;
                    /** @description A unit of the program. */
                    unit: string;
                };
            };
        };
        responses: {
            /** @description Known already, or a dry run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description Booked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCauses: {
        parameters: {
            query?: {
                /** @description Of the version in force then; now when left out. */
                at?: string;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The causes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Causes"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reportCauses: {
        parameters: {
            query?: {
                /** @description The first instant that counts; from the beginning when left out. */
                from?: string;
                /** @description The first instant that no longer counts; to the end when left out. */
                until?: string;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CausesReport"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCharges: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargePage"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description `next` of the reading before; the beginning when left out. */
                after?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came after. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordFacts: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Fact"] | components["schemas"]["Fact"][];
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Known already, a dry run, or a list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"] | components["schemas"]["Results"];
                };
            };
            /** @description Booked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hold: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The fact's id, where the body has none. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The account's id.
                     * @example acc_4kq6ivbn7y2sfd3gxo5a
                     */
                    account?: string;
                    /** @description What the reward is applied to, where its terms ask for one. In minor units. */
                    basket?: number;
                    /** @description The cause that is given to. */
                    cause?: string;
                    /** @description Such as counter, web or delivery. */
                    channel?: string;
                    /** @description What the program declares under `facts`; at most 8 kB. */
                    data?: {
                        [key: string]: unknown;
                    };
                    /** @description How long, such as “15 minutes”; the program's own length when left out. */
                    for?: string;
                    /**
                     * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
                     * @example till-3-000482
                     */
                    id?: string;
                    identifier?: components["schemas"]["Identifier"];
                    /**
                     * @description The member's id.
                     * @example mem_4kq6ivbn7y2sfd3gxo5a
                     */
                    member?: string;
                    /**
                     * Format: date-time
                     * @description An RFC 3339 instant with its offset.
                     * @example 2025-03-10T09:30:00Z
                     */
                    occurredAt?: string;
                    of: components["schemas"]["Redeemable"];
                    /** @description Where it happened. */
                    place?: string;
                    /** @description Who says so: a till, a shop, a partner. */
                    source?: string;
                    /** @description The sale that it belongs to, for limits per transaction. */
                    transaction?: string;
                };
            };
        };
        responses: {
            /** @description Known already, or a dry run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description Booked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelHold: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The fact's id, where the body has none. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer. */
                hold: string;
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The account's id.
                     * @example acc_4kq6ivbn7y2sfd3gxo5a
                     */
                    account?: string;
                    /**
                     * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
                     * @example till-3-000482
                     */
                    id?: string;
                    identifier?: components["schemas"]["Identifier"];
                    /**
                     * @description The member's id.
                     * @example mem_4kq6ivbn7y2sfd3gxo5a
                     */
                    member?: string;
                    /**
                     * Format: date-time
                     * @description An RFC 3339 instant with its offset.
                     * @example 2025-03-10T09:30:00Z
                     */
                    occurredAt?: string;
                    /** @description Who says so: a till, a shop, a partner. */
                    source?: string;
                };
            };
        };
        responses: {
            /** @description Known already, or a dry run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description Booked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeHold: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The fact's id, where the body has none. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer. */
                hold: string;
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The account's id.
                     * @example acc_4kq6ivbn7y2sfd3gxo5a
                     */
                    account?: string;
                    /**
                     * @description A positive amount of a unit as an exact decimal.
                     * @example 12.5
                     */
                    amount?: string;
                    /**
                     * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
                     * @example till-3-000482
                     */
                    id?: string;
                    identifier?: components["schemas"]["Identifier"];
                    /**
                     * @description The member's id.
                     * @example mem_4kq6ivbn7y2sfd3gxo5a
                     */
                    member?: string;
                    /**
                     * Format: date-time
                     * @description An RFC 3339 instant with its offset.
                     * @example 2025-03-10T09:30:00Z
                     */
                    occurredAt?: string;
                    /** @description Who says so: a till, a shop, a partner. */
                    source?: string;
                };
            };
        };
        responses: {
            /** @description Known already, or a dry run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description Booked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enrolMember: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    identifiers: components["schemas"]["Identifier"][];
                    /**
                     * Format: date-time
                     * @description When they joined; now when left out.
                     * @example 2025-03-10T09:30:00Z
                     */
                    joinedAt?: string;
                    /** @description The member who referred them, named in one way. Counts with their first join only. */
                    referrer?: {
                        /**
                         * @description The account's id.
                         * @example acc_4kq6ivbn7y2sfd3gxo5a
                         */
                        account?: string;
                        identifier?: components["schemas"]["Identifier"];
                        /**
                         * @description The member's id.
                         * @example mem_4kq6ivbn7y2sfd3gxo5a
                         */
                        member?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Enrolled already, or a dry run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Enrolled. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member's id. */
                member: string;
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listIdentifiers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member's id. */
                member: string;
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identifiers"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addIdentifier: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                /** @description The member's id. */
                member: string;
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Identifier"];
            };
        };
        responses: {
            /** @description The member had it already, or a dry run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identifier"];
                };
            };
            /** @description Added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identifier"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Identifier"];
            };
        };
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    quoteFact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Fact"];
            };
        };
        responses: {
            /** @description What would be answered now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeem: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The fact's id, where the body has none. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The account's id.
                     * @example acc_4kq6ivbn7y2sfd3gxo5a
                     */
                    account?: string;
                    /** @description What the reward is applied to, where its terms ask for one. In minor units. */
                    basket?: number;
                    /** @description The cause that is given to. */
                    cause?: string;
                    /** @description Such as counter, web or delivery. */
                    channel?: string;
                    /** @description What the program declares under `facts`; at most 8 kB. */
                    data?: {
                        [key: string]: unknown;
                    };
                    /**
                     * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
                     * @example till-3-000482
                     */
                    id?: string;
                    identifier?: components["schemas"]["Identifier"];
                    /**
                     * @description The member's id.
                     * @example mem_4kq6ivbn7y2sfd3gxo5a
                     */
                    member?: string;
                    /**
                     * Format: date-time
                     * @description An RFC 3339 instant with its offset.
                     * @example 2025-03-10T09:30:00Z
                     */
                    occurredAt?: string;
                    of: components["schemas"]["Redeemable"];
                    /** @description Where it happened. */
                    place?: string;
                    /** @description Who says so: a till, a shop, a partner. */
                    source?: string;
                    /** @description The sale that it belongs to, for limits per transaction. */
                    transaction?: string;
                };
            };
        };
        responses: {
            /** @description Known already, or a dry run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description Booked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    returnPurchase: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: {
                /** @description The fact's id, where the body has none. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The account's id.
                     * @example acc_4kq6ivbn7y2sfd3gxo5a
                     */
                    account?: string;
                    /** @description Spread over the purchase's remaining lines in proportion. In minor units. */
                    amount?: number;
                    /** @description What the program declares under `facts`; at most 8 kB. */
                    data?: {
                        [key: string]: unknown;
                    };
                    /**
                     * @description The caller's own id of the fact. It takes effect at most once per account, for ever: sent again with the same content it gets the first answer.
                     * @example till-3-000482
                     */
                    id?: string;
                    identifier?: components["schemas"]["Identifier"];
                    lines?: {
                        /** @description What is given back for it. In minor units. */
                        amount?: number;
                        /** @description The line's id in the purchase. */
                        line: string;
                        /** @description Pieces or weight, to three decimals. */
                        quantity?: number;
                    }[];
                    /**
                     * @description The member's id.
                     * @example mem_4kq6ivbn7y2sfd3gxo5a
                     */
                    member?: string;
                    /**
                     * Format: date-time
                     * @description An RFC 3339 instant with its offset.
                     * @example 2025-03-10T09:30:00Z
                     */
                    occurredAt?: string;
                    /** @description The purchase's fact id, on the same account. */
                    of: string;
                    /** @description Who says so: a till, a shop, a partner. */
                    source?: string;
                };
            };
        };
        responses: {
            /** @description Known already, or a dry run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description Booked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRewards: {
        parameters: {
            query?: {
                /** @description Of the version in force then; now when left out. */
                at?: string;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The catalogue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rewards"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of their beginnings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Versions"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publishProgram: {
        parameters: {
            query?: {
                /** @description Answer what would happen and change nothing. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
                "application/yaml": string;
            };
        };
        responses: {
            /** @description Nothing changed, or a dry run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Publication"];
                };
            };
            /** @description Published. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Publication"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 415 content-type-unsupported, 413 body-too-large, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
                /** @description The version's number. */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionInFull"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    compareVersions: {
        parameters: {
            query: {
                /** @description The version's number. */
                after: number;
                /** @description The version's number. */
                before: number;
            };
            header?: never;
            path: {
                /** @description The program's id. */
                program: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every setting that differs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description A problem, such as 401 unauthenticated, 403 scope-missing, 400 invalid-request, 404 program-unknown. See /docs/problems. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
