import type { Generated } from 'kysely';

export interface ChannelsTable {
  id: string;
  kind: 'public' | 'private' | 'direct';
  /** Null for direct channels. */
  name: string | null;
  /** The folded name, unique among public channels; null for direct and for deleted channels. */
  nameKey: string | null;
  topic: string;
  /** `<lower user id>:<higher user id>`, unique, for direct channels. */
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
