import type { ChannelProps } from './props.ts';
import { typingText } from './typing-text.ts';

/** Who writes in the channel. The line is always there, so that nothing moves. */
export function TypingLine({ store, preferences, state, channel }: ChannelProps) {
  const writers = store.writers.value.get(channel.id)?.keys() ?? [];
  const names = [...writers].flatMap((id) => state.names.get(id) ?? []);
  return <p class="typing">{typingText(preferences, names) || undefined}</p>;
}
