import type { User } from './contract.ts';

/** The columns that everyone may see of a user. */
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

/** Copies field by field, since a row may hold columns that nobody may see. */
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
