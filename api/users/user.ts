import type { User } from './contract.ts';

/** The columns that everyone may see of a user. */
export const userColumns = [
  'id',
  'number',
  'username',
  'displayName',
  'kind',
  'role',
  'createdAt',
  'disabledAt',
  'statusEmoji',
  'statusText',
  'statusUntil',
  'doNotDisturbUntil',
  'timeZone',
  'sharesReads',
  'avatarId',
] as const;

interface UserRow
  extends Pick<
    User,
    | 'id'
    | 'number'
    | 'username'
    | 'displayName'
    | 'kind'
    | 'role'
    | 'timeZone'
    | 'sharesReads'
    | 'avatarId'
  > {
  createdAt: Date;
  disabledAt: Date | null;
  statusEmoji: string | null;
  statusText: string | null;
  statusUntil: Date | null;
  doNotDisturbUntil: Date | null;
}

/** Copies field by field, since a row may hold columns that nobody may see. */
export function toUser(row: UserRow): User {
  return {
    id: row.id,
    number: row.number,
    username: row.username,
    displayName: row.displayName,
    kind: row.kind,
    role: row.role,
    disabled: row.disabledAt !== null,
    createdAt: row.createdAt.toISOString(),
    status: statusOf(row),
    doNotDisturbUntil: isOver(row.doNotDisturbUntil)
      ? null
      : (row.doNotDisturbUntil?.toISOString() ?? null),
    timeZone: row.timeZone,
    sharesReads: row.sharesReads,
    avatarId: row.avatarId,
  };
}

/** Nobody is told when it ends: clients know the time. */
function statusOf({ statusEmoji, statusText, statusUntil }: UserRow): User['status'] {
  if ((statusEmoji === null && statusText === null) || isOver(statusUntil)) return null;
  return {
    ...(statusEmoji !== null && { emoji: statusEmoji }),
    ...(statusText !== null && { text: statusText }),
    ...(statusUntil !== null && { until: statusUntil.toISOString() }),
  };
}

const isOver = (until: Date | null) => until !== null && until.getTime() <= Date.now();

/** When the next status or quiet of one of them ends, by `Date.now()`; undefined where none does. */
export function nextEnd(users: readonly User[]): number | undefined {
  const ends = users.flatMap(({ status, doNotDisturbUntil }) =>
    [status?.until, doNotDisturbUntil].flatMap((time) => time ?? []),
  );
  return ends.map((time) => Date.parse(time)).sort((a, b) => a - b)[0];
}
