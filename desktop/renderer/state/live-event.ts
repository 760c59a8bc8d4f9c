import type { Session } from '../../../api/auth/contract.ts';
import type { Channel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { Presence, PresenceChange } from '../../../api/presence/contract.ts';

/** An event of the stream, as the server's description of it has it. */
export type LiveEvent =
  | { event: 'ready'; data: { session?: Session; presence: Presence } }
  | { event: 'message.created' | 'message.updated' | 'message.deleted'; data: Message }
  | { event: 'channel.created' | 'channel.updated' | 'channel.deleted'; data: Channel }
  | { event: 'member.joined' | 'member.left'; data: { channelId: string; userId: string } }
  | { event: 'presence.changed'; data: { online: number; changes: PresenceChange[] } }
  | { event: 'read.updated'; data: { channelId: string; seq: number } }
  | { event: 'ping'; data: { at: string } }
  | { event: 'session.ended' | 'stream.closing' | 'reset'; data: { reason: string } };
