import type { User } from './contract.ts';

/** What everyone may know of a user. */
export const userColumns = [
  'id',
  'username',
  'displayName',
  'kind',
  'role',
  'createdAt',
  'disabledAt',
] as const;

interface UserRow extends Pick<User, 'id' | 'username' | 'displayName' | 'kind' | 'role'> {
  createdAt: Date;
  disabledAt: Date | null;
}

/** Field by field: a row may hold more, which is nobody's to know. */
export function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    displayName: row.displayName,
    kind: row.kind,
    role: row.role,
    disabled: row.disabledAt !== null,
    createdAt: row.createdAt.toISOString(),
  };
}
