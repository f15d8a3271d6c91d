/** Every address of the API. A route that is not in this table does not exist; its order is the document's. */
import { accountsBalanceGet } from "./accounts-balance-get.ts";
import { accountsGet } from "./accounts-get.ts";
import { accountsJournalGet } from "./accounts-journal-get.ts";
import { accountsWhyGet } from "./accounts-why-get.ts";
import { adjustmentsPost } from "./adjustments-post.ts";
import { causesGet } from "./causes-get.ts";
import { causesReportGet } from "./causes-report-get.ts";
import { chargesListGet } from "./charges-list-get.ts";
import { docsGet } from "./docs-get.ts";
import { docsProblemsGet } from "./docs-problems-get.ts";
import { docsProgramSchemaGet } from "./docs-program-schema-get.ts";
import { eventsGet } from "./events-get.ts";
import { factsPost } from "./facts-post.ts";
import { healthLiveGet } from "./health-live-get.ts";
import { healthReadyGet } from "./health-ready-get.ts";
import { holdsCancelPost } from "./holds-cancel-post.ts";
import { holdsCompletePost } from "./holds-complete-post.ts";
import { holdsPost } from "./holds-post.ts";
import { identifiersGet } from "./identifiers-get.ts";
import { identifiersPost } from "./identifiers-post.ts";
import { keysDelete } from "./keys-delete.ts";
import { keysGet } from "./keys-get.ts";
import { keysPost } from "./keys-post.ts";
import { landingGet } from "./landing-get.ts";
import { membersFindPost } from "./members-find-post.ts";
import { membersGet } from "./members-get.ts";
import { membersListGet } from "./members-list-get.ts";
import { membersPost } from "./members-post.ts";
import { metricsGet } from "./metrics-get.ts";
import { openapiGet } from "./openapi-get.ts";
import { programsGet } from "./programs-get.ts";
import { programsListGet } from "./programs-list-get.ts";
import { quotesPost } from "./quotes-post.ts";
import { redemptionsPost } from "./redemptions-post.ts";
import { returnsPost } from "./returns-post.ts";
import { rewardsGet } from "./rewards-get.ts";
import type { Route } from "./route.ts";
import { versionsCompareGet } from "./versions-compare-get.ts";
import { versionsGet } from "./versions-get.ts";
import { versionsListGet } from "./versions-list-get.ts";
import { versionsPost } from "./versions-post.ts";

export const ROUTES: Route[] = [
  factsPost,
  quotesPost,
  redemptionsPost,
  holdsPost,
  holdsCompletePost,
  holdsCancelPost,
  returnsPost,
  adjustmentsPost,
  accountsGet,
  accountsBalanceGet,
  accountsJournalGet,
  accountsWhyGet,
  membersPost,
  membersListGet,
  membersFindPost,
  membersGet,
  identifiersGet,
  identifiersPost,
  programsListGet,
  programsGet,
  versionsPost,
  versionsListGet,
  versionsCompareGet,
  versionsGet,
  rewardsGet,
  causesGet,
  causesReportGet,
  eventsGet,
  chargesListGet,
  keysPost,
  keysGet,
  keysDelete,
  landingGet,
  docsGet,
  docsProblemsGet,
  docsProgramSchemaGet,
  openapiGet(() => ROUTES),
  healthLiveGet,
  healthReadyGet,
  metricsGet,
];
