import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Reaction } from '../../../../api/reactions/contract.ts';
import type { Reacting, RowProps } from '../channel/props.ts';
import { Icon } from '../parts/icon.tsx';
import { whoReacted } from './who.ts';

/** Names in what a screen reader says of a chip, and in its tooltip. */
const MOST_SAID = 3;
const MOST_SHOWN = 20;

type ChipsProps = RowProps & Reacting;

/** The reactions below a message. A press adds one's own, or takes it back. */
export function Chips(props: ChipsProps) {
  const { preferences, reactions, isReadOnly } = props;
  const { t } = preferences;
  if (reactions.length === 0) return null;
  return (
    <fieldset class="reactions" aria-label={t('reaction.title')}>
      {reactions.map((reaction) => (
        <Chip key={reaction.emoji} {...props} reaction={reaction} />
      ))}
      {!isReadOnly && (
        <button
          type="button"
          class="reaction add"
          tabIndex={-1}
          aria-label={t('reaction.add')}
          title={t('reaction.add')}
          onClick={(event) => props.onPick(event.currentTarget)}
        >
          <Icon name="react" />
        </button>
      )}
    </fieldset>
  );
}

function Chip(props: ChipsProps & { reaction: Reaction }) {
  const { preferences, reaction, nameOf, me, isReadOnly, onReact } = props;
  const { emoji, userIds } = reaction;
  const chip = useRef<HTMLButtonElement>(null);
  const isMine = userIds.includes(me.id);
  const who = (most: number) => whoReacted(preferences, reaction, { nameOf, myId: me.id, most });
  useFocusToRow(chip);
  return (
    <button
      ref={chip}
      type="button"
      class={isMine ? 'reaction own' : 'reaction'}
      tabIndex={-1}
      aria-pressed={isMine}
      aria-disabled={isReadOnly}
      onClick={() => !isReadOnly && onReact(emoji, !isMine)}
    >
      <span class="glyph">{emoji}</span>
      <span class="reaction-count" aria-hidden="true">
        {userIds.length}
      </span>
      <span class="unseen"> {who(MOST_SAID)}</span>
      <span class="tip" aria-hidden="true">
        {who(MOST_SHOWN)}
      </span>
    </button>
  );
}

/** When a chip goes with the focus on it, its row has the focus. */
function useFocusToRow(chip: { current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const { current } = chip;
    return () => {
      if (current === null || current !== document.activeElement) return;
      current.closest<HTMLElement>('.row')?.focus({ preventScroll: true });
    };
  }, []);
}
