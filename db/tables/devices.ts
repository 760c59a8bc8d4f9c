import type { Generated } from 'kysely';

export interface DevicesTable {
  id: string;
  /**
   * HMAC-SHA256 of the fingerprint under the server's secret, hex; unique. With proof and without,
   * a fingerprint has two hashes.
   */
  fingerprintHash: string;
  name: string;
  platform: string | null;
  createdAt: Generated<Date>;
  /** It signs the server's challenge with one of its keys at each sign-in. */
  isProved: Generated<boolean>;
  /** An administrator has given it its name, which its own does not replace. */
  isNamed: Generated<boolean>;
  /** Since when nobody may sign in on it. */
  blockedAt: Generated<Date | null>;
}

/** The keys of a proved device: one for each user of its operating system. */
export interface DeviceKeysTable {
  id: string;
  deviceId: string;
  /** Ed25519, 32 bytes, base64url; unique on its device. */
  publicKey: string;
  state: 'enrolled' | 'waiting' | 'blocked';
  /** Who showed it first. */
  addedBy: string;
  createdAt: Generated<Date>;
  /** When it opened a session last. */
  lastUsedAt: Date | null;
}

/** Which user has signed in from which device: such a pair has a throttle counter of its own. */
export interface UserDevicesTable {
  userId: string;
  deviceId: string;
  lastSignedInAt: Generated<Date>;
  /** The key that the user proved last; null on a device without proof. */
  keyId: Generated<string | null>;
}
