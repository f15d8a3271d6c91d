import { connect, createServer, type Socket } from "node:net";

/** Stands between a pool and its database, and does what networks do. */
export type DatabaseProxy = {
  url: string;
  /** Lets the statement pass once, and cuts the connection instead of passing on what the server says to it. */
  loseAnswerTo: (statement: string) => void;
  /** Cuts what is connected, and takes no connection until `restore`. */
  cut: () => void;
  restore: () => void;
  close: () => Promise<void>;
};

export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const port = Number(target.port || 5432);
  const open = new Set<Socket>();
  let lost: string | null = null;
  let down = false;

  const server = createServer((client) => {
    if (down) return client.destroy();
    const upstream = connect(port, target.hostname);
    let deaf = false;
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
      socket.on("error", () => {});
    }
    client.on("data", (bytes) => {
      if (lost !== null && bytes.includes(lost)) {
        lost = null;
        deaf = true;
      }
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (deaf) client.destroy();
      else client.write(bytes);
    });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" && address ? address.port : "");

  const cutAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: url.href,
    loseAnswerTo: (statement) => {
      lost = statement;
    },
    cut: () => {
      down = true;
      cutAll();
    },
    restore: () => {
      down = false;
    },
    close: async () => {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
