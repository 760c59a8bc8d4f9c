import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { changeChannel } from './channels.ts';
import type { State } from './state.ts';

type Receipt = NonNullable<ListedChannel['receipts']>[number];

/** The user's newest message that others have read, and who has. */
export interface Seen {
  seq: number;
  by: readonly Receipt[];
}

/** Somebody else has read so far in a direct channel. */
export function applyReceipt(
  state: State,
  { channelId, ...receipt }: Receipt & { channelId: string },
): State {
  const known = state.channels.get(channelId)?.receipts ?? [];
  const others = known.filter(({ userId }) => userId !== receipt.userId);
  return changeChannel(state, channelId, { receipts: [...others, receipt] });
}

/** What is seen among these messages, where the user and the others share how far they have read. */
export function seenIn(
  { me, users }: Pick<State, 'me' | 'users'>,
  { receipts = [] }: Pick<ListedChannel, 'receipts'>,
  messages: readonly Message[],
): Seen | undefined {
  const shared = receipts.filter(
    ({ userId }) => me.sharesReads && users.get(userId)?.sharesReads === true,
  );
  if (shared.length === 0) return undefined;
  const furthest = Math.max(...shared.map(({ seq }) => seq));
  const seq = messages.findLast(
    (one) => one.authorId === me.id && one.deletedAt === null && one.seq <= furthest,
  )?.seq;
  return seq === undefined ? undefined : { seq, by: shared.filter((one) => one.seq >= seq) };
}

/** Whether the user's or another's wish to share changes what the list says of direct channels. */
export function mayChangeReceipts(before: State, { id, sharesReads }: User): boolean {
  const known = id === before.me.id ? before.me : before.users.get(id);
  if (known === undefined || known.sharesReads === sharesReads) return false;
  return [...before.channels.values()].some(({ directUserIds }) => directUserIds?.includes(id));
}
