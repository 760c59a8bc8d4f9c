import type { Preferences } from '../../preferences.ts';
import type { Length } from '../../state/sendable.ts';

/** How long the message is where it is nearly too long, and how much is too much. */
export function LengthNote({
  id,
  t,
  length,
}: Pick<Preferences, 't'> & { id: string; length: Length | undefined }) {
  const isOver = length !== undefined && length.over > 0;
  return (
    <span id={id} class={isOver ? 'length over' : 'length'} role="status">
      {length && (isOver ? t('chat.too-long', { ...length }) : t('chat.length', { ...length }))}
    </span>
  );
}
