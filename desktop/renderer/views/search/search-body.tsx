import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { SearchResult } from '../../../../api/search/contract.ts';
import { Refused } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import { faultIn, splitQuery } from '../../state/query.ts';
import { chosenOf, goesOn, resultsOf } from '../../state/search.ts';
import type { Search, State } from '../../state/state.ts';
import { faultText } from '../faults.ts';
import type { PaneProps } from '../pane/props.ts';
import { focusSearch } from '../parts/focus.ts';
import { PANE_COVERS, useMedia } from '../use-media.ts';
import type { Begun } from './begun.ts';
import { Nothing } from './nothing.tsx';
import { Recent } from './recent.tsx';
import { optionId, Results } from './results.tsx';
import { SearchField } from './search-field.tsx';
import { useTyped } from './use-typed.ts';

/** So near to the end of what was found, more is read. */
const NEAR_PX = 300;

/** The search: what is typed, what has been found of it as one types, and the way to each message. */
export function SearchBody({
  begun,
  ...props
}: PaneProps & { channel: ListedChannel | undefined; begun: Begun }) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const { search } = state;
  const covers = useMedia(PANE_COVERS);
  const { typed, change } = useTyped(store, state, begun.typed);
  const body = useRef<HTMLDivElement>(null);
  const results = resultsOf(state);
  const chosen = chosenOf(state);
  const isAsking = search?.asking !== undefined || goesOn(state);
  const isLost = state.connection.kind === 'reconnecting';

  // Back where one has gone from to a message.
  useLayoutEffect(() => {
    if (body.current) body.current.scrollTop = store.searchScroll.top;
  }, []);
  const shownFor = useRef(search?.question);
  useLayoutEffect(() => {
    if (shownFor.current !== search?.question && body.current) body.current.scrollTop = 0;
    shownFor.current = search?.question;
  }, [search?.question]);
  const chosenId = search?.chosenId;
  const wasChosen = useRef(chosenId);
  useEffect(() => {
    if (chosenId === wasChosen.current) return;
    wasChosen.current = chosenId;
    if (chosenId) document.getElementById(optionId(chosenId))?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);

  function more(): void {
    if (!isLost && search?.fault === undefined) void store.searchMore();
  }
  function moreIfNear(): void {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = body.current ?? {};
    const hasStopped = search === undefined || search.empty > 0;
    if (!hasStopped && scrollHeight - scrollTop - clientHeight < NEAR_PX) more();
  }
  // What was found may not fill the pane.
  useEffect(moreIfNear, [search?.results]);

  function go(result: SearchResult): void {
    store.noteSearch(search?.query ?? '');
    store.dispatch({ type: 'result-chosen', messageId: result.message.id });
    store.goToResult(result.message, covers);
  }
  function onEnter(): void {
    // What is shown may have been found for other words.
    const isOld = store.settle() || search?.asking?.isMore === false;
    if (!isOld && chosen !== undefined) go(chosen);
    else if (search?.question) store.noteSearch(store.state.peek()?.search?.query ?? '');
  }

  if (search === undefined) return null;
  const isIdle = search.question === '';
  return (
    <>
      <SearchField
        {...props}
        typed={typed}
        selection={begun.selection}
        onChange={change}
        onEnter={onEnter}
        onDown={() => body.current?.querySelector<HTMLElement>('.recent')?.focus()}
      />
      <div
        class="pane-body search-body"
        ref={body}
        aria-busy={isAsking}
        onScroll={({ currentTarget }) => {
          store.searchScroll.top = currentTarget.scrollTop;
          moreIfNear();
        }}
      >
        {isLost && <p class="hint">{t('search.offline')}</p>}
        {!isLost && search.fault && !isIdle && (
          <SearchFault {...props} search={search} onAgain={() => void store.searchAgain()} />
        )}
        {isIdle && (
          <>
            <p class="hint">{t('search.begin')}</p>
            <Recent
              {...props}
              onChoose={(query) => {
                change(splitQuery(query), true);
                focusSearch();
              }}
              onLeave={focusSearch}
            />
          </>
        )}
        {!search.isIndexed && <p class="hint">{t('search.not-indexed')}</p>}
        {results.length > 0 && (
          <Results
            preferences={preferences}
            state={state}
            results={results}
            chosen={chosen}
            onGo={go}
          />
        )}
        {isAsking && !isLost && !isIdle && results.length === 0 && (
          <p class="hint search-waiting">{t('search.searching')}</p>
        )}
        {isEmpty(state) && !isAsking && (
          <Nothing {...props} typed={typed} onChange={(next) => change(next, true)} />
        )}
        {search.next !== null && !isAsking && !isLost && (
          <button type="button" class="button small search-more" onClick={more}>
            {t('search.further')}
          </button>
        )}
      </div>
      <p class="unseen" role="status">
        {!isAsking && !isIdle && search.results && said(t, search, results.length)}
      </p>
    </>
  );
}

/** It was searched, and nothing of it is to be shown. */
function isEmpty(state: State): boolean {
  const { search } = state;
  return search?.results !== undefined && search.question !== '' && resultsOf(state).length === 0;
}

function said(t: Preferences['t'], { next }: Search, count: number): string {
  if (count === 0) return t('search.none');
  return t(next === null ? 'search.count' : 'search.count-more', { count });
}

/** Why there is no answer: what in the query is not known, or what is wrong with the server. */
function SearchFault({
  preferences,
  state,
  search,
  onAgain,
}: Pick<PaneProps, 'preferences' | 'state'> & { search: Search; onAgain(): void }) {
  const { t } = preferences;
  const { status, code, said } = search.fault ?? { status: 0, code: 'unreachable' };
  if (status === 422) {
    const found = faultIn(state, search.question);
    if (found) return <p class="hint">{t(`search.fault.${found.why}`, { ...found })}</p>;
    const isLong = (said ?? '').includes('20 words');
    return <p class="hint">{isLong ? t('search.fault.long') : t('search.fault.other')}</p>;
  }
  const meanings = { 'service-unavailable': 'search.fault.slow' } as const;
  return (
    <div class="search-nothing">
      <p class="hint">{faultText(t, new Refused(status, { code }), meanings)}</p>
      <button type="button" class="button small" onClick={onAgain}>
        {t('app.try-again')}
      </button>
    </div>
  );
}
