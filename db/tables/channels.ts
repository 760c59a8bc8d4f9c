import type { Generated } from 'kysely';

export interface ChannelsTable {
  id: string;
  kind: 'public' | 'private' | 'direct' | 'thread';
  /** Null for direct channels and threads. */
  name: string | null;
  /** The folded name, unique among public channels; null for all others and for deleted channels. */
  nameKey: string | null;
  topic: string;
  /** The ids of its users in ascending order, joined by colons; unique, for direct channels. */
  directKey: string | null;
  /** The one channel that everyone is in. */
  isGeneral: Generated<boolean>;
  createdBy: string;
  createdAt: Generated<Date>;
  /** `seq` of the newest message, 0 before the first. */
  lastSeq: Generated<number>;
  /** Since when nothing can be posted; reading goes on. */
  archivedAt: Date | null;
  deletedAt: Date | null;
}
