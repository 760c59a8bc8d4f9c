import type { Generated } from 'kysely';

/** What a user wants of a channel. Without a row, all is as it is for everyone. */
export interface ChannelSettingsTable {
  userId: string;
  channelId: string;
  /** Null for what the kind of channel has by itself. */
  notify: 'all' | 'mentions' | 'nothing' | null;
  isMuted: Generated<boolean>;
  isFavourite: Generated<boolean>;
  /** The channel is hidden until it has a newer message than this; null where it is not hidden. */
  hiddenSeq: number | null;
}
