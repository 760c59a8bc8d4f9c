/**
 * Who hears an event of the log: everyone where it is public, else the members of its channel, else,
 * where it has none, its user alone. The user of an event in a channel is whose membership it changes.
 */
export interface Address {
  channelId: string | null;
  userId: string | null;
  /** The first members of a channel that is made. */
  memberIds: readonly string[] | null;
  isPublic: boolean;
}

/** An event of the log. */
export interface LoggedEvent extends Address {
  position: number;
  type: string;
  /** One line of JSON. */
  data: string;
}
