import type pg from "pg";

type Line = { line: string };

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) || ';' AS line
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.proname, p.oid::regprocedure::text`;

const SEQUENCES = `
  SELECT format('CREATE SEQUENCE %I AS %s;', c.relname, format_type(s.seqtypid, NULL)) AS line
  FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace ORDER BY c.relname`;

// NOT NULL is printed with the column, because PostgreSQL 18 keeps it among the constraints and 15 does not.
const TABLES = `
  SELECT format(E'CREATE TABLE %I (\\n%s\\n)%s;', c.relname, string_agg(line, E',\\n' ORDER BY place, line COLLATE "C"),
    coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '')) AS line
  FROM pg_class c
  CROSS JOIN LATERAL (
    SELECT a.attnum::int AS place, format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod))
      || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
      || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS line
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 10000, format('  CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'c', 'x')
  ) AS lines
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  GROUP BY c.oid, c.relname, c.reloptions ORDER BY c.relname`;

const OWNED = `
  SELECT format('ALTER SEQUENCE %I OWNED BY %I.%I;', c.relname, t.relname, a.attname) AS line
  FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S' JOIN pg_class t ON t.oid = d.refobjid
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
  WHERE d.deptype = 'a' AND d.classid = 'pg_class'::regclass AND c.relnamespace = 'public'::regnamespace
  ORDER BY c.relname`;

const FOREIGN_KEYS = `
  SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s;', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS line
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname, k.conname`;

const INDEXES = `
  SELECT pg_get_indexdef(i.indexrelid) || ';' AS line
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
  ORDER BY c.relname`;

const VIEWS = `
  SELECT format(E'CREATE VIEW %I AS\\n%s', c.relname, pg_get_viewdef(c.oid)) AS line
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v' ORDER BY c.relname`;

const TRIGGERS = `
  SELECT pg_get_triggerdef(t.oid) || ';' AS line
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname, t.tgname`;

const PARTS = [FUNCTIONS, SEQUENCES, TABLES, OWNED, FOREIGN_KEYS, INDEXES, VIEWS, TRIGGERS];

/**
 * The schema `public` of a database as SQL that makes it again, from the catalogue alone: the same text from every
 * supported PostgreSQL, and no tool to install.
 */
export async function printSchema(pool: pg.Pool): Promise<string> {
  const parts: string[] = [];
  for (const part of PARTS) {
    const { rows } = await pool.query<Line>(part);
    parts.push(...rows.map(({ line }) => line.trim()));
  }
  return `-- What the migrations come to. Written by \`npm run db:schema\`; do not edit.\n\n${parts.join("\n\n")}\n`;
}
