import type { Tables } from '../../../db/tables/tables.ts';

/**
 * What is in a backup: each table with the key that its rows are read by, in an order in which they
 * can be inserted again. Who is connected stays out, so that a restored server revives no seat, and
 * so do the throttle's counters and the leases' clock, which mean nothing elsewhere.
 */
export const contents: Record<keyof Tables, readonly string[] | 'left out'> = {
  serverIdentity: ['singleton'],
  users: ['id'],
  devices: ['id'],
  userDevices: ['user_id', 'device_id'],
  deviceTokens: ['digest'],
  apiTokens: ['id'],
  channels: ['id'],
  memberships: ['channel_id', 'user_id', 'joined_position'],
  // What a message replies to has a lower place in the same channel.
  messages: ['channel_id', 'seq'],
  mentions: ['user_id', 'channel_id', 'seq'],
  eventLog: ['position'],
  eventLogHead: ['singleton'],
  endedSessions: 'left out',
  leaseClock: 'left out',
  loginThrottle: 'left out',
  sessions: 'left out',
};

/** As SQL has it. */
export function sqlName(table: string): string {
  return table.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
