import type { Generated } from 'kysely';

export interface DeviceTokensTable {
  /** SHA-256 of the token, hex. */
  digest: string;
  /** All tokens that came from one sign-in by password. */
  familyId: string;
  userId: string;
  deviceId: string;
  /** Whoever shows it must prove this key; null where it was given without proof. */
  keyId: Generated<string | null>;
  createdAt: Generated<Date>;
  expiresAt: Date;
  spentAt: Date | null;
}
