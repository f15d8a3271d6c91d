/** Holds every answer that a test sees against what the route's document says of it. */
import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { PROBLEMS, type ProblemCode } from "../src/http/problems.ts";
import type { Route } from "../src/http/route.ts";
import { ROUTES } from "../src/http/routes.ts";
import { Problem } from "../src/http/schemas.ts";

const compiled = new Map<TSchema, Validator>();

function faults(schema: TSchema, value: unknown): string[] {
  const validator = compiled.get(schema) ?? Compile(schema);
  compiled.set(schema, validator);
  if (validator.Check(value)) return [];
  return validator.Errors(value).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

/** The route of a request, or undefined where there is none. A path without parameters goes before one with. */
export function routeOf(method: string, path: string): Route | undefined {
  const bare = path.split("?", 1)[0] ?? "";
  const fits = ROUTES.filter(
    (route) =>
      route.method === method &&
      new RegExp(`^${route.path.replace(/\{\w+\}/g, "[^/]+").replaceAll(".", "\\.")}$`).test(bare),
  );
  return fits.find((route) => !route.path.includes("{")) ?? fits.sort(byParameters)[0];
}

const byParameters = (a: Route, b: Route): number => a.path.split("{").length - b.path.split("{").length;

/** What is wrong with an answer: an empty list when it is one that the document announces. */
export function answerFaults(
  request: { method: string; path: string },
  answer: { status: number; contentType: string; body: unknown },
): string[] {
  const { status, contentType, body } = answer;
  if (status >= 400) {
    const { code, status: said } = body as { code?: ProblemCode; status?: number };
    return [
      ...(contentType === "application/problem+json" ? [] : [`${status} came as ${contentType}`]),
      ...(code && PROBLEMS[code]?.status === status && said === status
        ? []
        : [`${status} is not of ${code}`]),
      ...faults(Problem, body),
    ];
  }
  // The reference page is a package's own; its files are no operations.
  if (request.path.startsWith("/docs/api")) return [];
  const route = routeOf(request.method, request.path);
  const doc = route?.responses[status];
  if (!doc) return [`${request.method} ${request.path} answers ${status}, which its document does not say`];
  const isJson = contentType.startsWith("application/json");
  return doc.schema && isJson ? faults(doc.schema, body) : [];
}
