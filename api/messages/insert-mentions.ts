import { type RawBuilder, sql } from 'kysely';

/**
 * SQL that stores which members are mentioned, as a statement or a part of one. Authors who name
 * themselves are left out.
 *
 * @param named a query with a row for each name in a message: `channel_id`, `seq`, `author_id`, `name`
 */
export const insertMentions = (named: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into mentions (user_id, channel_id, seq)
  select u.id, n.channel_id, n.seq
  from (${named}) n
  join users u on u.username = n.name and u.id <> n.author_id
  join memberships m on m.channel_id = n.channel_id and m.user_id = u.id
    and m.left_position is null
  on conflict do nothing`;
