import type { Generated } from 'kysely';

export interface UsersTable {
  id: string;
  /** Lower case; unique. */
  username: string;
  displayName: string;
  role: 'admin' | 'member';
  /** argon2id in PHC string format. */
  passwordHash: string;
  createdAt: Generated<Date>;
  disabledAt: Date | null;
}
