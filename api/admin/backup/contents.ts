import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import type { Table } from './format.ts';

/**
 * The tables of a backup, each with the key that orders its rows, in an order in which they can be
 * inserted again. Sessions are left out, so that a restored server revives no seat. The throttle's
 * counters and the lease clock are left out, because they mean nothing on another server, and the index
 * of words, because the restored server makes it anew.
 */
export const contents: Record<keyof Tables, readonly string[] | 'left out'> = {
  serverIdentity: ['singleton'],
  users: ['id'],
  devices: ['id'],
  deviceKeys: ['id'],
  userDevices: ['user_id', 'device_id'],
  deviceTokens: ['digest'],
  apiTokens: ['id'],
  channels: ['id'],
  memberships: ['channel_id', 'user_id', 'joined_position'],
  // A reply has a higher `seq` than the message that it replies to, in the same channel.
  messages: ['channel_id', 'seq'],
  mentions: ['user_id', 'channel_id', 'seq'],
  threads: ['channel_id'],
  threadReaders: ['user_id', 'channel_id'],
  reactions: ['message_id', 'emoji', 'user_id'],
  messageTexts: ['message_id', 'revision'],
  savedMessages: ['user_id', 'message_id'],
  files: ['id'],
  channelSettings: ['user_id', 'channel_id'],
  eventLog: ['position'],
  eventLogHead: ['singleton'],
  auditLog: ['id'],
  endedSessions: 'left out',
  fileRemoval: 'left out',
  filesToRemove: 'left out',
  leaseClock: 'left out',
  loginThrottle: 'left out',
  searchEntries: 'left out',
  searchState: 'left out',
  sessions: 'left out',
};

/** The table's name in SQL. */
function sqlName(table: string): string {
  return table.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The tables of a backup that this database has: one of an older version lacks the newest. */
export async function findContents(trx: Kysely<Tables>): Promise<Table[]> {
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select table_name::text as table,
      array_agg(column_name::text order by ordinal_position) as columns
    from information_schema.columns
    where table_schema = current_schema()
    group by table_name`.execute(trx);
  const columnsOf = new Map(rows.map(({ table, columns }) => [table, columns]));
  return Object.entries(contents).flatMap(([name, key]) => {
    const table = sqlName(name);
    const columns = columnsOf.get(table);
    return key === 'left out' || columns === undefined ? [] : [{ table, columns, key: [...key] }];
  });
}
