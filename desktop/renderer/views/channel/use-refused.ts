import { useEffect, useState } from 'preact/hooks';
import type { OutgoingPost } from '../../state/state.ts';
import type { ChannelProps } from './props.ts';

/**
 * Puts a post that the server has refused, or a file of it, back where it was written, if nothing else is
 * written there or if the user asks for it. Returns why it was refused, and a function that forgets that.
 */
export function useRefused(
  { store, state, channel }: ChannelProps,
  isFree: () => boolean,
  putBack: (post: OutgoingPost) => void,
): [refusal: string | undefined, forget: () => void] {
  const [refusal, setRefusal] = useState<string>();
  const failed = state.outbox.filter(
    ({ channelId, status }) => channelId === channel.id && status === 'failed',
  );
  // Only when a post is refused or asked for, and not each time that the field has become empty.
  const change = failed.map(({ clientId, isRecalled }) => `${clientId} ${isRecalled}`).join();
  useEffect(() => {
    const post = failed.find(({ isRecalled }) => isRecalled) ?? (isFree() ? failed[0] : undefined);
    if (post === undefined) return;
    store.dispatch({ type: 'post-returned', clientId: post.clientId });
    putBack(post);
    setRefusal(post.detail);
  }, [change]);
  return [refusal, () => setRefusal(undefined)];
}
