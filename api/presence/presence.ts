import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { leaseNow } from '../auth/seats/leases.ts';
import { utc } from '../lib/utc.ts';
import type { Presence, PresentUser } from './contract.ts';
import { toNumbers } from './numbers.ts';

/** How late, at most, a lapsed seat is ended, in milliseconds. */
const SWEEP_MS = 5_000;

/**
 * Reads who is connected: the live sessions at this moment, counted anew each time. Where nothing has
 * changed since the last time, `users` is the same object. Its `numbers` are for streams.
 *
 * @param timeoutMs the heartbeat timeout: a workstation that lost power is shown for that long
 */
export function createPresenceReader(
  db: Kysely<Tables>,
  timeoutMs: number,
): () => Promise<Presence> {
  let last: { text: string } & Pick<Presence, 'users' | 'numbers'> = { text: '', users: [] };
  return async () => {
    const asOf = new Date();
    const text = await readUsers(db);
    // Of thousands the database makes one text, since rows cost the server ten times as much.
    if (text !== last.text) {
      const { users, numbers }: Read = JSON.parse(text);
      last = { text, users, numbers: toNumbers(users, numbers) };
    }
    const { users, numbers } = last;
    return {
      online: users.length,
      ...{ users, numbers },
      asOf: asOf.toISOString(),
      maxStalenessMs: timeoutMs + SWEEP_MS,
    };
  };
}

/** `numbers` are those of the users, in their order. */
interface Read {
  users: PresentUser[];
  numbers: number[];
}

async function readUsers(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select json_build_object(
      'users', coalesce(json_agg(json_build_object('userId', u.id, 'username', u.username,
        'displayName', u.display_name, 'status', s.status, 'since', ${utc(sql.ref('s.created_at'))})
        order by u.username), '[]'),
      'numbers', coalesce(json_agg(u.number order by u.username), '[]'))::text as text
    from sessions s join users u on u.id = s.user_id
    where s.expires_at > ${leaseNow}`.execute(db);
  return rows[0]?.text ?? '';
}
