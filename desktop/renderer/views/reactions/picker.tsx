import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Emoji } from '../../emoji/find-emoji.ts';
import { floatBeside } from '../parts/float-beside.ts';
import { isComposing } from '../parts/is-composing.ts';
import type { Props } from '../props.ts';
import { nextCell } from './next-cell.ts';
import { cellId, GRID, PickerGrid } from './picker-grid.tsx';
import { type Cell, sectionsOf } from './sections.ts';
import { ToneChoice } from './tone-choice.tsx';

type PickerProps = Props & {
  /** Beside which it opens. */
  anchor: Element;
  onChoose(emoji: string): void;
  onClose(): void;
};

/**
 * Where an emoji is chosen, by name or from the grid. The focus stays in the search field, from which
 * the arrows move through the grid; Escape or a click beside it closes it, and the focus goes back.
 */
export function Picker({ store, preferences, anchor, onChoose, onClose }: PickerProps) {
  const { t } = preferences;
  const frame = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const all = useEmoji();
  const [typed, setTyped] = useState('');
  const [tone, setTone] = useState(store.tone);
  const [at, setAt] = useState({ row: 0, column: 0 });
  const { quickEmoji } = store;
  const sections = useMemo(
    () => sectionsOf(all, preferences, { typed: typed.trim(), tone, quickEmoji }),
    [all, preferences.spoken.value, typed, tone],
  );
  const rows = sections.flatMap((section) => section.rows);
  const chosen = rows[at.row]?.[at.column];

  useLayoutEffect(() => {
    const before = document.activeElement;
    if (frame.current !== null) floatBeside(frame.current, anchor);
    field.current?.focus({ preventScroll: true });
    return () => queueMicrotask(() => giveBackTo(before, anchor));
  }, []);
  useEffect(() => {
    document.getElementById(cellId(at.row, at.column))?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  // Rows of the grid are drawn again only if their props change.
  const choose = useCallback(({ glyph }: Cell) => {
    onClose();
    onChoose(glyph);
  }, []);
  const point = useCallback((row: number, column: number) => {
    setAt((now) => (now.row === row && now.column === column ? now : { row, column }));
  }, []);

  function onSearchKey(event: KeyboardEvent): void {
    if (isComposing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = nextCell(rows, at, event.key);
    if (event.key === 'Enter' && chosen !== undefined) choose(chosen);
    else if (next !== undefined) setAt(next);
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={frame}
      popover="manual"
      class="picker"
      role="dialog"
      tabIndex={-1}
      aria-label={t('reaction.add')}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Escape' || isComposing(event)) return;
        event.preventDefault();
        onClose();
      }}
      onFocusOut={({ relatedTarget }) => {
        const isInside = relatedTarget instanceof Node && frame.current?.contains(relatedTarget);
        if (!isInside) onClose();
      }}
    >
      <input
        ref={field}
        type="text"
        role="combobox"
        class="picker-search"
        autocomplete="off"
        aria-label={t('emoji.search')}
        aria-expanded="true"
        aria-autocomplete="list"
        spellcheck={false}
        aria-controls={GRID}
        aria-activedescendant={chosen && cellId(at.row, at.column)}
        placeholder={t('emoji.search')}
        onKeyDown={onSearchKey}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt({ row: 0, column: 0 });
        }}
      />
      <PickerGrid
        label={t('chat.emoji')}
        sections={sections}
        at={at}
        onChoose={choose}
        onPoint={point}
      />
      {rows.length === 0 && <p class="hint">{t('nav.jump-none')}</p>}
      <footer class="picker-foot">
        <span class="title" aria-hidden="true">
          {chosen?.name}
        </span>
        <ToneChoice
          t={t}
          tone={tone}
          onTone={(wanted) => {
            store.keepTone(wanted);
            setTone(wanted);
          }}
        />
      </footer>
    </div>
  );
}

/** None until they are loaded; without the server there are the quick ones. */
function useEmoji(): readonly Emoji[] {
  const [all, setAll] = useState<readonly Emoji[]>([]);
  useEffect(() => {
    void import('../../emoji/emoji.ts').then(
      ({ emoji }) => setAll(emoji),
      () => undefined,
    );
  }, []);
  return all;
}

/** What had the focus has it again, or the row where that is gone; unless something else has it. */
function giveBackTo(before: Element | null, anchor: Element): void {
  if (document.activeElement !== document.body) return;
  const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body;
  const place = isThere ? before : anchor.closest<HTMLElement>('.row');
  place?.focus({ preventScroll: true });
}
