import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { errorCode, listenError, StartError } from "../src/start-error.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** Listens, and returns the port or what went wrong. */
function listen(port: number, host: string): Promise<number | Error> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", resolve);
    server.listen(port, host, () => {
      servers.push(server);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}

test("a port in use is a sentence that names the port and another one", async () => {
  const port = await listen(0, "127.0.0.1");
  const error = await listen(Number(port), "127.0.0.1");
  const told = listenError(error, { host: "127.0.0.1", port: Number(port) });
  expect(told).toBeInstanceOf(StartError);
  expect(told).toMatchObject({ code: "port-in-use", exitCode: 69 });
  expect(told?.message).toContain(`Port ${port} on 127.0.0.1 is already in use`);
  expect(told?.message).toContain(`PORT=${Number(port) + 1}`);
});

test("an address that this machine does not have", async () => {
  const error = await listen(0, "203.0.113.7");
  expect(listenError(error, { host: "203.0.113.7", port: 8080 })).toMatchObject({
    code: "address-unavailable",
  });
});

test("the last port is not counted up", () => {
  const error = Object.assign(new Error("in use"), { code: "EADDRINUSE" });
  expect(listenError(error, { host: "::", port: 65_535 })?.message).toContain("PORT=8081");
});

test("a StartError passes through and an unknown error is nobody's", () => {
  const error = new StartError("disk-full", "The disk is full.");
  expect(listenError(error, { host: "::", port: 1 })).toBe(error);
  expect(listenError(new TypeError("a bug"), { host: "::", port: 1 })).toBeNull();
  expect(errorCode("not an error")).toBe("");
});
