import { Type } from "typebox";
import { openApiDocument } from "./open-api.ts";
import { defineRoute, type Route } from "./route.ts";

/** The route of the document; it describes the whole table, itself included, so it is given the table. */
export const openapiGet = (routes: () => Route[]): Route =>
  defineRoute({
    method: "GET",
    path: "/openapi.json",
    operationId: "getOpenApi",
    tag: "server",
    summary: "The OpenAPI document",
    scope: null,
    responses: { 200: { description: "OpenAPI 3.1.", schema: Type.Record(Type.String(), Type.Unknown()) } },
    handle: (app) => ({ status: 200, body: openApiDocument(routes(), app.version) }),
  });
