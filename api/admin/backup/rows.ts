import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { createDigest, type Table, type TableEnd } from './format.ts';

const PAGE = 500;

/**
 * Yields a table's rows as lines of JSON, ordered by its key, with one page in memory at a time,
 * and returns their number and digest. Needs a transaction whose time zone is UTC.
 */
export async function* readRows(
  trx: Kysely<Tables>,
  { table, columns, key }: Table,
): AsyncGenerator<string, TableEnd> {
  const digest = createDigest();
  let rows = 0;
  await sql`
    declare rows no scroll cursor for
    select to_json(r)::text as line
    from (select ${identifiers(columns)} from ${sql.ref(table)} order by ${identifiers(key)}) r`.execute(
    trx,
  );
  for (;;) {
    const page = await sql<{ line: string }>`fetch ${sql.lit(PAGE)} from rows`.execute(trx);
    for (const { line } of page.rows) {
      digest.add(line);
      yield line;
    }
    rows += page.rows.length;
    if (page.rows.length < PAGE) break;
  }
  await sql`close rows`.execute(trx);
  return { end: table, rows, digest: digest.hex() };
}

/** Inserts rows, given as the lines that `readRows` yields. */
export async function insertRows(
  trx: Kysely<Tables>,
  { table, columns }: Table,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  await sql`
    insert into ${sql.ref(table)} (${identifiers(columns)})
    select ${identifiers(columns)}
    from json_populate_recordset(null::${sql.ref(table)}, ${`[${lines.join(',')}]`}::text::json)`.execute(
    trx,
  );
}

/** Sets the transaction's time zone to UTC, in which a backup's timestamps are written. */
export async function inUtc(trx: Kysely<Tables>): Promise<void> {
  await sql`set local time zone 'UTC'`.execute(trx);
}

function identifiers(names: readonly string[]) {
  return sql.join(names.map((name) => sql.ref(name)));
}
