import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import type { OpenApiDocument } from "./open-api.ts";

/** Everything the reference page shows comes from this server; the page may call nothing else. */
const POLICY = {
  "default-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "frame-ancestors": ["'none'"],
  "base-uri": ["'self'"],
};

/** The API reference at /docs/api, made from the OpenAPI document, with a form to try each route. */
export async function registerReference(server: FastifyInstance, document: OpenApiDocument): Promise<void> {
  await server.register(swagger, {
    mode: "static",
    specification: { document: structuredClone(document) as never },
  });
  await server.register(swaggerUi, {
    routePrefix: "/docs/api",
    staticCSP: POLICY,
    uiConfig: {
      docExpansion: "list",
      deepLinking: true,
      tryItOutEnabled: true,
      persistAuthorization: false,
      displayRequestDuration: true,
    },
    theme: { title: "Tallystick API" },
  });
}
