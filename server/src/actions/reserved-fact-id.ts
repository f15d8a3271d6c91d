/** Enrolment makes `join:…`, the sweep `time:…`, a referral `referral:…`; another's fact of such an id would be in their way. */
const RESERVED = /^(join|time|referral):/;

/** Whether only this server itself may give a fact this id. */
export const isReservedFactId = (id: string): boolean => RESERVED.test(id);
