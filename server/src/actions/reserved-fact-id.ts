/** Enrolment makes `join:…` and the sweep `time:…`; a fact of another's with such an id would stand in their way. */
const RESERVED = /^(join|time):/;

/** Whether only this server itself may give a fact this id. */
export const isReservedFactId = (id: string): boolean => RESERVED.test(id);
