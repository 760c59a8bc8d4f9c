import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { connect } from '../../../db/connect.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { createTexts, random, type Texts } from './texts.ts';

const AT_ONCE = 5_000;
const MONTHS = 25;

export interface Filling {
  messages: number;
  channels: number;
  /** Of each searcher, in how many channels they are. */
  searchers: readonly { id: string; channels: number }[];
}

/**
 * Fills a database, which no server uses meanwhile, as a busy organisation does in 25 months: few
 * channels have most of the messages.
 */
export async function fillForSearch(
  env: Readonly<Record<string, string>>,
  { messages, channels, searchers }: Filling,
): Promise<Texts> {
  const { db, close } = await connect({
    databaseUrl: env['DATABASE_URL'],
    dataDir: env['DATA_DIR'] ?? '',
    timeoutMs: 120_000,
    onFault: () => undefined,
  });
  const next = random(7);
  const texts = createTexts(7);
  const authors = await db.selectFrom('users').select('id').execute();
  const rooms = await makeChannels(db, channels, authors[0]?.id ?? '');
  for (const { id, channels: count } of searchers) {
    // Spread over the busy and the quiet ones.
    const step = channels / count;
    const joined = Array.from({ length: count }, (_, n) => rooms[Math.floor(n * step)]?.id ?? '');
    await sql`
      insert into memberships (channel_id, user_id, joined_position, last_read_seq)
      select id, ${id}, 0, 0 from unnest(${joined}::uuid[]) id on conflict do nothing`.execute(db);
  }
  const start = Date.now() - MONTHS * 30 * 24 * 60 * 60 * 1000;
  for (let done = 0; done < messages; done += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, messages - done) }, (_, n) => {
      const at = start + ((done + n) / messages) * (Date.now() - start);
      const room = rooms[Math.floor(rooms.length ** next()) - 1] ?? rooms[0];
      if (room === undefined) throw new Error('there are no channels');
      room.lastSeq += 1;
      return {
        ...{ id: idOf(at), channel: room.id, seq: room.lastSeq, body: texts.make() },
        author: authors[Math.floor(next() * authors.length)]?.id,
        at: new Date(at).toISOString(),
      };
    });
    await db.transaction().execute(async (trx) => {
      // Without the checks of foreign keys, which take most of the time.
      await sql`set local session_replication_role = replica`.execute(trx);
      await sql`
        insert into messages (id, channel_id, seq, author_id, body, created_at)
        select id, channel, seq, author, body, at
        from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(id uuid, channel uuid,
          seq int, author uuid, body text, at timestamptz)`.execute(trx);
    });
  }
  for (const { id, lastSeq } of rooms) {
    await db.updateTable('channels').set({ lastSeq }).where('id', '=', id).execute();
  }
  await db.updateTable('searchState').set({ isBackfilled: false, backfilledTo: null }).execute();
  await sql`analyze messages`.execute(db);
  await close();
  return texts;
}

async function makeChannels(db: Kysely<Tables>, count: number, createdBy: string) {
  const rooms = Array.from({ length: count }, () => ({ id: randomUUID(), lastSeq: 0 }));
  for (const [index, { id }] of rooms.entries()) {
    await db
      .insertInto('channels')
      .values({
        ...{ id, kind: 'public', name: `room ${index}`, nameKey: `room ${index}`, createdBy },
        ...{ topic: '', directKey: null, archivedAt: null, deletedAt: null },
      })
      .execute();
  }
  return rooms;
}

/** A UUID of version 7 (RFC 9562, section 5.7) of that time. */
export function idOf(ms: number): string {
  const time = Math.floor(ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
