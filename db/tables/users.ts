import type { Generated } from 'kysely';

export interface UsersTable {
  id: string;
  /** Lower case; unique. */
  username: string;
  displayName: string;
  role: 'admin' | 'member';
  /** A bot writes and never signs in. */
  kind: Generated<'person' | 'bot'>;
  /** argon2id in PHC string format; null for bots. */
  passwordHash: string | null;
  /** An administrator has set the password, and its user is to choose another. */
  mustChangePassword: Generated<boolean>;
  createdAt: Generated<Date>;
  disabledAt: Date | null;
}
