import type { TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Typed, unfinishedIn, withFilter, withoutFilter } from '../../state/query.ts';
import { chosenOf, resultAt } from '../../state/search.ts';
import type { State } from '../../state/state.ts';
import { CompletionList } from '../channel/completion-list.tsx';
import type { Suggestion } from '../channel/suggest.ts';
import { iconOf } from '../icon-of.ts';
import { Icon, IconButton } from '../parts/icon.tsx';
import { isComposing } from '../parts/is-composing.ts';
import type { Props } from '../props.ts';
import { type Begun, MOST_CHARACTERS } from './begun.ts';
import { Calendar } from './calendar.tsx';
import { FilterMenu } from './filter-menu.tsx';
import { filterText } from './filter-text.ts';
import { optionId, RESULTS } from './results.tsx';
import { suggestValues, type Value } from './suggest.ts';

const VALUES = 'search-values';
const valueId = (index: number) => `search-value-${index}`;

/**
 * Where one types what is searched for. The arrows go through what a filter may become, else through
 * what was found, and Enter takes it.
 */
export function SearchField({
  typed,
  selection,
  onChange,
  onEnter,
  onDown,
  ...props
}: Props & {
  state: State;
  typed: Typed;
  /** What was selected where one has begun to type. */
  selection: Begun['selection'];
  onChange(typed: Typed, isAtOnce?: boolean, caret?: number): void;
  /** Goes to what was found, or searches at once. */
  onEnter(): void;
  /** Down, where nothing was found. */
  onDown(): void;
}) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const [at, setAt] = useState(0);
  /** Where the filter begins whose values one does not want to see. */
  const [dismissed, setDismissed] = useState<number>();
  const field = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLElement>(null);
  // Before the next key.
  useLayoutEffect(() => {
    if (selection === undefined) return;
    field.current?.focus();
    field.current?.setSelectionRange(...selection);
  }, []);
  const unfinished = unfinishedIn(typed.words);
  const isOpen = unfinished !== undefined && unfinished.from !== dismissed;
  const isOfDays = isOpen && ['before', 'after', 'on'].includes(unfinished.kind);
  const values = isOpen ? suggestValues(preferences, state, unfinished) : [];
  const chosenAt = Math.min(at, values.length - 1);
  const chosen = chosenOf(state);

  function change(next: Typed, isAtOnce?: boolean, caret?: number): void {
    setAt(0);
    setDismissed(undefined);
    onChange(next, isAtOnce, caret);
  }

  /** In place of what has been typed of it. */
  function take(filter: string): void {
    const words = typed.words.slice(0, unfinished?.from ?? typed.words.length);
    change(withFilter({ ...typed, words }, filter), true);
    field.current?.focus();
  }

  function removeFilter(filter: string): void {
    change(withoutFilter(typed, filter), true);
    field.current?.focus();
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLInputElement>): void {
    if (isComposing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const isUsed = values.length > 0 ? onValueKey(event) : onResultKey(event);
    if (isUsed) event.preventDefault();
  }

  function onValueKey({ key, shiftKey }: KeyboardEvent): boolean {
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    const value = values[chosenAt];
    if (step !== undefined) setAt((chosenAt + step + values.length) % values.length);
    else if ((key === 'Enter' || (key === 'Tab' && !shiftKey)) && value) take(value.insert);
    else if (key === 'Escape') setDismissed(unfinished?.from);
    else return false;
    return true;
  }

  function onResultKey({ key, currentTarget }: TargetedKeyboardEvent<HTMLInputElement>): boolean {
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -5, PageDown: 5 }[key];
    const last = typed.filters.at(-1);
    if (isOfDays && (key === 'ArrowDown' || key === 'Escape')) {
      if (key === 'Escape') setDismissed(unfinished.from);
      else frame.current?.querySelector<HTMLElement>('.calendar [tabindex="0"]')?.focus();
    } else if (step !== undefined) {
      const next = resultAt(state, step);
      if (next) store.dispatch({ type: 'result-chosen', messageId: next.message.id });
      else if (key === 'ArrowDown') onDown();
    } else if (key === 'Enter' && unfinished && unfinished.value !== '') {
      // Nothing is known of it, which the answer says.
      take(unfinished.name + unfinished.value);
    } else if (key === 'Enter') onEnter();
    else if (key === 'Backspace' && last !== undefined && isAtStart(currentTarget)) {
      removeFilter(last);
    } else return false;
    return true;
  }

  const list = values.length > 0 ? VALUES : chosen && RESULTS;
  const active = values.length > 0 ? valueId(chosenAt) : chosen && optionId(chosen.message.id);
  return (
    <search class="search-head" ref={frame} aria-label={t('search.title')}>
      <div class="search-anchor">
        <div class="search-field">
          <Icon name="search" />
          {typed.filters.map((filter) => {
            const text = filterText(preferences, state, filter);
            return (
              <button
                key={filter}
                type="button"
                class="search-chip"
                aria-label={t('search.remove-filter', { filter: text })}
                title={t('search.remove-filter', { filter: text })}
                onClick={() => removeFilter(filter)}
              >
                <span class="title">{text}</span>
                <Icon name="close" />
              </button>
            );
          })}
          <input
            ref={field}
            data-first
            type="text"
            role="combobox"
            name="search"
            value={typed.words}
            maxLength={MOST_CHARACTERS}
            aria-label={t('search.field')}
            placeholder={typed.filters.length === 0 ? t('search.field') : t('search.words')}
            aria-expanded={list !== undefined}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={active}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget: { value, selectionStart } }) =>
              change({ ...typed, words: value }, false, selectionStart ?? undefined)
            }
            onKeyDown={onKeyDown}
          />
          {(typed.words !== '' || typed.filters.length > 0) && (
            <IconButton
              name="close"
              label={t('search.clear')}
              onClick={() => {
                change({ filters: [], words: '' }, true);
                field.current?.focus();
              }}
            />
          )}
        </div>
        {values.length > 0 && (
          <CompletionList
            {...props}
            id={VALUES}
            idOf={valueId}
            suggestions={values.map(withPicture)}
            chosen={chosenAt}
            onChoose={({ insert }: Suggestion) => take(insert)}
          />
        )}
        {isOfDays && (
          <Calendar
            preferences={preferences}
            label={t(`search.filter.${unfinished.kind as 'on'}-offer`)}
            begun={unfinished.value}
            onChoose={(day) => take(unfinished.name + day)}
            onLeave={() => field.current?.focus()}
          />
        )}
      </div>
      <FilterMenu
        {...props}
        typed={typed}
        onBegin={(name) => {
          const blank = typed.words === '' || typed.words.endsWith(' ') ? '' : ' ';
          change({ ...typed, words: `${typed.words}${blank}${name}` });
          field.current?.focus();
        }}
        onTake={take}
        onPlace={(next) => {
          change(next, true);
          field.current?.focus();
        }}
      />
    </search>
  );
}

function isAtStart({ selectionStart, selectionEnd }: HTMLInputElement): boolean {
  return selectionStart === 0 && selectionEnd === 0;
}

function withPicture({ userId, channel, ...value }: Value): Suggestion {
  if (userId !== undefined) return { ...value, picture: { userId } };
  return channel === undefined ? value : { ...value, picture: { icon: iconOf(channel) } };
}
