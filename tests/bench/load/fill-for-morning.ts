import { sql } from 'kysely';
import { digest, newToken } from '../../../api/auth/credentials/tokens.ts';
import { connect } from '../../../db/connect.ts';

/** Everyone is signed in for so long: nobody sends a heartbeat. */
const LEASE = '3 hours';

/** A member of the organisation, signed in at a workstation of their own. */
export interface Seated {
  id: string;
  token: string;
}

export interface Office {
  people: number;
  /** In the general channel, and how many of them nobody has read. */
  messages: number;
  unread: number;
}

/** Channels of the first one, who has been away, and what they have not read in each. */
const ROOMS = 300;
const UNREAD_IN_ROOM = 334;

/**
 * Fills a database, which no server uses meanwhile: all are in one channel, and are signed in. The first of
 * those whom it returns is in many others, too, and no page of the load is theirs.
 */
export async function fillForMorning(
  env: Readonly<Record<string, string>>,
  { people: pages, messages, unread }: Office,
): Promise<[Seated, ...Seated[]]> {
  const people = pages + 1;
  const { db, close } = await connect({
    databaseUrl: env['DATABASE_URL'],
    dataDir: env['DATA_DIR'] ?? '',
    timeoutMs: 600_000,
    onFault: () => undefined,
  });
  const tokens = Array.from({ length: people }, () => newToken('wss_'));
  const digests = JSON.stringify(tokens.map(digest));
  const { rows } = await db.transaction().execute(async (trx) => {
    await sql`
      insert into users (id, username, display_name, role, password_hash)
      select gen_random_uuid(), 'person' || n, 'Prénom Nom-de-Famille ' || n, 'member', 'none'
      from generate_series(1, ${people}::int) n`.execute(trx);
    await sql`
      insert into memberships (channel_id, user_id, joined_position, last_read_seq)
      select c.id, u.id, 0, ${messages - unread}::int
      from channels c, users u where c.is_general and u.username ~ '^person[0-9]+$'`.execute(trx);
    await sql`
      insert into devices (id, fingerprint_hash, name)
      select gen_random_uuid(), 'workstation ' || n, 'workstation ' || n
      from generate_series(1, ${people}::int) n`.execute(trx);
    await sql`
      insert into messages (id, channel_id, seq, author_id, body, created_at)
      select gen_random_uuid(), c.id, n, u.id, 'message number ' || n || ' of a long conversation',
        clock_timestamp() - make_interval(mins => ${messages}::int - n)
      from generate_series(1, ${messages}::int) n
      join users u on u.username = 'person' || (n % ${people}::int + 1)
      join channels c on c.is_general`.execute(trx);
    await sql`update sessions set expires_at = expires_at + ${LEASE}::interval`.execute(trx);
    await sql`update channels set last_seq = ${messages} where is_general`.execute(trx);
    await sql`
      insert into channels (id, kind, name, topic, created_by, last_seq)
      select gen_random_uuid(), 'private', 'room ' || n, '', u.id, ${UNREAD_IN_ROOM}::int
      from generate_series(1, ${ROOMS}::int) n join users u on u.username = 'person1'`.execute(trx);
    await sql`
      insert into memberships (channel_id, user_id, joined_position, last_read_seq)
      select c.id, c.created_by, 0, 0 from channels c where c.name like 'room %'`.execute(trx);
    await sql`
      insert into messages (id, channel_id, seq, author_id, body)
      select gen_random_uuid(), c.id, n, u.id, 'message number ' || n || ' in a room'
      from channels c, generate_series(1, ${UNREAD_IN_ROOM}::int) n
      join users u on u.username = 'person2' where c.name like 'room %'`.execute(trx);
    return sql<{ id: string; n: number }>`
      insert into sessions (token_digest, id, user_id, device_id, expires_at)
      select t.digest, gen_random_uuid(), u.id, d.id,
        greatest(lease_now(), clock_timestamp()) + ${LEASE}::interval
      from json_array_elements_text(${digests}::text::json) with ordinality t (digest, n)
      join users u on u.username = 'person' || t.n
      join devices d on d.name = 'workstation ' || t.n
      returning user_id as id, (select substr(username, 7)::int from users u where u.id = user_id) as n`.execute(
      trx,
    );
  });
  // What is in the search's index is not measured here.
  await sql`update search_state set is_backfilled = true`.execute(db);
  await sql`vacuum analyze`.execute(db);
  await close();
  const [first, ...others] = rows
    .toSorted((a, b) => a.n - b.n)
    .map(({ id, n }) => ({ id, token: tokens[n - 1] ?? '' }));
  if (first === undefined) throw new Error('there is nobody');
  return [first, ...others];
}
