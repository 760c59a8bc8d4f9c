import type { Generated } from 'kysely';

export interface DevicesTable {
  id: string;
  /** HMAC-SHA256 of the fingerprint under the server's secret, hex; unique. */
  fingerprintHash: string;
  name: string;
  platform: string | null;
  createdAt: Generated<Date>;
}

/** Who has signed in from where: such pairs are not throttled together with strangers. */
export interface UserDevicesTable {
  userId: string;
  deviceId: string;
  lastSignedInAt: Generated<Date>;
}
