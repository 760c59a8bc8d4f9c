import { type RawBuilder, sql } from 'kysely';
import { utc } from '../lib/utc.ts';
import type { File } from './contract.ts';

/** The file in a row of `table`, as it goes on the wire. */
export function fileOf(table: string): RawBuilder<File> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql<File>`json_build_object('id', ${column('id')}, 'name', ${column('name')},
    'type', ${column('type')}, 'size', ${column('size')}, 'sha256', ${column('sha256')},
    'width', ${column('width')}, 'height', ${column('height')},
    'hasThumbnail', ${column('thumbnail_key')} is not null,
    'createdAt', ${utc(column('created_at'))}, 'uploaderId', ${column('uploader_id')})`;
}

/** SQL: the files of a message, in their order. */
export const filesOf = (messageId: RawBuilder<unknown>): RawBuilder<File[]> => sql<File[]>`
  coalesce((select json_agg(${fileOf('of_message')} order by of_message.place)
    from files of_message where of_message.message_id = ${messageId}), '[]'::json)`;
