/** Typed HTTP client for Tallystick. Made from its OpenAPI document; no dependencies. */
import type { components } from "./api.gen.ts";

export type { components, operations, paths } from "./api.gen.ts";
export { createClient, type TallystickClient } from "./create-client.ts";
export type { Input, OperationId, Output } from "./operation-types.ts";
export { type Problem, TallystickProblem, TallystickUnreachable } from "./problem.ts";
export type { StreamInput, StreamResult } from "./record-stream.ts";
export type { ClientOptions } from "./send-request.ts";

type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type Answer = Schemas["Answer"];
export type Explanation = Schemas["Explanation"];
export type Fact = Schemas["Fact"];
export type Identifier = Schemas["Identifier"];
export type JournalEntry = Schemas["JournalEntry"];
export type Member = Schemas["Member"];
export type Reward = Schemas["Reward"];
