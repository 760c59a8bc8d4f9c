/** A message as an address names it. */
export interface MessageLink {
  channelId: string;
  seq: number;
}
