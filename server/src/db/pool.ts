import pg from "pg";

/** What the pool tells its owner about: a connection lost while nobody was using it. */
export type PoolOptions = {
  url: string;
  /** Connections at most. */
  size?: number;
  /** Called when an idle connection breaks; the pool replaces it by itself. */
  onIdleError?: (error: Error) => void;
};

const OID = {
  int8: 20,
  int8Array: 1016,
  json: 114,
  jsonb: 3802,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
} as const;

const TIMESTAMPTZ =
  /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/;

/** A bigint column as a number; a value that a number cannot hold exactly is an error, never a rounded amount. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new Error(
      `The database answered the integer ${text}, which is beyond what a number holds exactly.`,
    );
  }
  return value;
}

/** A timestamptz as epoch milliseconds; microseconds are cut off, not rounded, so an instant never moves forward. */
export function parseTimestamptz(text: string): number {
  const m = TIMESTAMPTZ.exec(text);
  if (!m)
    throw new Error(`The database answered the instant "${text}", which is not in the years 0 to 275760.`);
  const utc = Date.UTC(
    Number(m[1]),
    Number(m[2]) - 1,
    Number(m[3]),
    Number(m[4]),
    Number(m[5]),
    Number(m[6]),
  );
  const millis = m[7] === undefined ? 0 : Number(m[7].padEnd(3, "0").slice(0, 3));
  const offset = Number(m[9]) * 3600 + Number(m[10] ?? 0) * 60 + Number(m[11] ?? 0);
  return utc + millis - (m[8] === "-" ? -offset : offset) * 1000;
}

const asText = (text: string): string => text;

/**
 * How columns arrive. `json` stays text, because states, facts and outcomes are compared and hashed byte for byte;
 * `jsonb` is parsed; amounts are safe integers; instants are epoch milliseconds; dates without a zone stay text.
 */
const PARSERS = new Map<number, (text: string) => unknown>([
  [OID.int8, parseInt8],
  [
    OID.int8Array,
    (text) =>
      text === "{}"
        ? []
        : text
            .slice(1, -1)
            .split(",")
            .map((item) => (item === "NULL" ? null : parseInt8(item))),
  ],
  [OID.json, asText],
  [OID.jsonb, (text) => JSON.parse(text)],
  [OID.date, asText],
  [OID.timestamp, asText],
  [OID.timestamptz, parseTimestamptz],
]);

/**
 * The parsers belong to the pool and not to the driver, because another library in the process (a job queue, an
 * embedder's own code) may rely on the driver's defaults.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    const own = format === "binary" ? undefined : PARSERS.get(oid);
    return own ?? pg.types.getTypeParser(oid, format);
  },
};

/** A pool of connections with the column types above. Nothing is connected until the first query. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size ?? 10,
    types,
    application_name: "tallystick",
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // Without a listener the driver's "error" event of an idle connection would end the process.
  pool.on("error", (error) => options.onIdleError?.(error));
  // So would that of a connection in use which breaks between two queries; its next query fails, and that says it.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
