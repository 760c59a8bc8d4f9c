import { type RawBuilder, sql } from 'kysely';
import { leaseNow } from '../auth/seats/leases.ts';
import { GROUPS } from './mentions.ts';

/**
 * SQL that stores which members are mentioned, as a statement or a part of one. Authors who name
 * themselves, or a group that they are of, are left out.
 *
 * @param named a query with a row for each name in a message: `channel_id`, `seq`, `author_id`, `name`
 * @param hasGroups whether groups are looked for, which takes longer
 * @param home the channel whose members can be mentioned: another one where `n` is in a thread
 */
export const insertMentions = (
  named: RawBuilder<unknown>,
  hasGroups: boolean,
  home: RawBuilder<unknown> = sql`n.channel_id`,
): RawBuilder<unknown> => sql`
  insert into mentions (user_id, channel_id, seq)
  select u.id, n.channel_id, n.seq
  from (${named}) n
  join users u on u.username = n.name and u.id <> n.author_id
  join memberships m on m.channel_id = ${home} and m.user_id = u.id
    and m.left_position is null
  ${hasGroups ? sql`union ${ofGroups(named, home)}` : sql``}
  on conflict do nothing`;

/** The members whom the names of groups stand for; one who has signed out is not connected. */
const ofGroups = (named: RawBuilder<unknown>, home: RawBuilder<unknown>) => sql`
  select u.id, n.channel_id, n.seq
  from (${named}) n
  join memberships m on m.channel_id = ${home} and m.user_id <> n.author_id
    and m.left_position is null
  join users u on u.id = m.user_id and u.disabled_at is null
  where n.name in (${namesOf('members')}) or (n.name in (${namesOf('connected')}) and exists (
    select from sessions s where s.user_id = u.id and s.expires_at > ${leaseNow}))`;

function namesOf(whom: 'members' | 'connected') {
  const names = [...GROUPS].flatMap(([name, group]) => (group === whom ? sql.lit(name) : []));
  return sql.join(names);
}

export const hasGroup = (names: readonly string[]) => names.some((name) => GROUPS.has(name));
