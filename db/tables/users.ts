import type { Generated } from 'kysely';

export interface UsersTable {
  id: string;
  /** 1, 2, 3 … in the order in which users were made; unique, and given by the database. */
  number: Generated<number>;
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
  statusEmoji: Generated<string | null>;
  statusText: Generated<string | null>;
  /** When the status ends by itself; null where it stays. */
  statusUntil: Generated<Date | null>;
  doNotDisturbUntil: Generated<Date | null>;
  /** Of the workstation where the user was last, as the IANA database names it. */
  timeZone: Generated<string | null>;
  /** The picture of the user, a file. */
  avatarId: Generated<string | null>;
  /** Others see in direct channels how far the user has read, and the user sees it of them. */
  sharesReads: Generated<boolean>;
}
