import { type RawBuilder, sql } from 'kysely';

/** SQL: the time as text, in UTC (RFC 3339), to the millisecond, as clients get it. */
export const utc = (time: RawBuilder<unknown>) =>
  sql<string>`to_char(${time} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The same to the microsecond, as PostgreSQL keeps it: a page begins there where the last has ended. */
export const exactUtc = (time: RawBuilder<unknown>) =>
  sql<string>`to_char(${time} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
