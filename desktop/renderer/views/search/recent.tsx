import { useState } from 'preact/hooks';
import { splitQuery } from '../../state/query.ts';
import type { State } from '../../state/state.ts';
import { Icon, IconButton } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { queryText } from './filter-text.ts';

/** What was searched for before, to be searched for again or forgotten. The arrows go from one to the next. */
export function Recent({
  store,
  preferences,
  state,
  onChoose,
  onLeave,
}: Props & {
  state: State;
  onChoose(query: string): void;
  /** Up, from the first. */
  onLeave(): void;
}) {
  const { t } = preferences;
  const [queries, setQueries] = useState(store.recentSearches);

  function forget(query: string, list: HTMLElement | null): void {
    store.forgetSearch(query);
    setQueries(store.recentSearches());
    // Once it is gone, so that the focus is not.
    setTimeout(() => {
      const next = list?.querySelector<HTMLElement>('.recent');
      if (next && list?.isConnected) next.focus();
      else onLeave();
    });
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    const list = event.currentTarget;
    const rows = [...list.querySelectorAll<HTMLElement>('li')];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const query = queries[at];
    if (event.key === 'Delete' && query !== undefined) forget(query, list);
    else if (step === -1 && at === 0) onLeave();
    else if (step !== undefined) rows[at + step]?.querySelector<HTMLElement>('.recent')?.focus();
    else return;
    event.preventDefault();
  }

  if (queries.length === 0) return null;
  return (
    <section class="part" aria-labelledby="recent-searches">
      <h3 id="recent-searches">{t('search.recent')}</h3>
      <ul class="recent-searches" onKeyDown={onKeyDown}>
        {queries.map((query) => {
          const text = queryText(preferences, state, splitQuery(query));
          return (
            <li key={query}>
              <button type="button" class="recent" onClick={() => onChoose(query)}>
                <Icon name="clock" />
                <span class="title">{text}</span>
              </button>
              <IconButton
                name="close"
                label={t('search.forget', { query: text })}
                onClick={() => forget(query, document.querySelector('.recent-searches'))}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
