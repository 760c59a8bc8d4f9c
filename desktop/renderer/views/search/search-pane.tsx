import type { TargetedKeyboardEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { joinQuery, questionWhileTyped, splitQuery, type Typed } from '../../state/query.ts';
import { LaterNotice, useLater } from '../later.tsx';
import { PaneFrame } from '../pane/pane-frame.tsx';
import type { PaneProps } from '../pane/props.ts';
import { Icon } from '../parts/icon.tsx';
import { type Begun, MOST_CHARACTERS } from './begun.ts';

/**
 * The search beside the conversation. It is loaded when it is wanted; until it is there one types into a
 * plain field, and goes on in the other without losing a key.
 */
export function SearchPane(props: PaneProps & { channel: ListedChannel | undefined }) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const { View, isMissed, load } = useLater('search');
  const [typed, setTyped] = useState(() => splitQuery(state.search?.query ?? ''));
  const [isComposing, setComposing] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  function change(next: Typed): void {
    setTyped(next);
    const question = questionWhileTyped(state, next);
    store.dispatch({ type: 'search', query: joinQuery(next), question });
  }
  function onKeyDown(event: TargetedKeyboardEvent<HTMLInputElement>): void {
    const { selectionStart, selectionEnd } = event.currentTarget;
    const isAtStart = selectionStart === 0 && selectionEnd === 0;
    if (event.key !== 'Backspace' || !isAtStart || typed.filters.length === 0) return;
    event.preventDefault();
    change({ ...typed, filters: typed.filters.slice(0, -1) });
  }

  if (state.search === undefined) return null;
  return (
    <PaneFrame {...props} title={t('search.title')}>
      {View !== undefined && !isComposing ? (
        <View {...props} begun={{ typed, selection: selectionIn(field.current) }} />
      ) : (
        <>
          <search class="search-head" aria-label={t('search.title')}>
            <div class="search-field">
              <Icon name="search" />
              <input
                ref={field}
                data-first
                type="text"
                name="search"
                value={typed.words}
                maxLength={MOST_CHARACTERS}
                aria-label={t('search.field')}
                placeholder={t('search.field')}
                autocomplete="off"
                spellcheck={false}
                onInput={({ currentTarget: { value } }) => change({ ...typed, words: value })}
                onKeyDown={onKeyDown}
                onCompositionStart={() => setComposing(true)}
                onCompositionEnd={() => setComposing(false)}
              />
            </div>
          </search>
          <div class="pane-body">
            <LaterNotice {...props} isMissed={isMissed} onAgain={() => void load()} />
          </div>
        </>
      )}
    </PaneFrame>
  );
}

function selectionIn(field: HTMLInputElement | null): Begun['selection'] {
  if (field === null || document.activeElement !== field) return undefined;
  return [field.selectionStart ?? 0, field.selectionEnd ?? 0];
}
