/** An event of the log. */
export interface LoggedEvent {
  position: number;
  type: string;
  channelId: string | null;
  userId: string | null;
  memberIds: string[] | null;
  isPublic: boolean;
  /** One line of JSON. */
  data: string;
}
