import { randomId } from "../store/ids.ts";

/** Ids of requests that no other process hands out: a random beginning and a count. */
export function requestIds(): () => string {
  const beginning = randomId("req_").slice(0, 14);
  let count = 0;
  return () => `${beginning}_${(++count).toString(36)}`;
}
