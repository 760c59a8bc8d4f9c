import type { Generated } from 'kysely';

export interface DevicesTable {
  id: string;
  /** HMAC-SHA256 of the fingerprint under the server's secret, hex; unique. */
  fingerprintHash: string;
  name: string;
  platform: string | null;
  createdAt: Generated<Date>;
}

/** Which user has signed in from which device: such a pair has a throttle counter of its own. */
export interface UserDevicesTable {
  userId: string;
  deviceId: string;
  lastSignedInAt: Generated<Date>;
}
