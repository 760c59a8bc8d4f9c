/**
 * Who hears an event of the log: everyone where it is public, else the members of its channel;
 * where it has no channel, its user alone. In an event with a channel, the user is the one whose
 * membership changes.
 */
export interface Address {
  channelId: string | null;
  userId: string | null;
  /** The first members, for `channel.created`. */
  memberIds: readonly string[] | null;
  isPublic: boolean;
  /** The message that the event carries. */
  messageId: string | null;
  /** True where its text is as the events before say; null where that is not known. */
  keepsText: boolean | null;
}

/** An event of the log. */
export interface LoggedEvent extends Address {
  position: number;
  type: string;
  /** One line of JSON. */
  data: string;
}
