import { useMemo } from 'preact/hooks';
import type { SearchResult } from '../../../../api/search/contract.ts';
import { excerptOf } from '../../state/excerpt.ts';
import { namesOf } from '../../state/plain-text.ts';
import { byDay } from '../../state/select.ts';
import type { State } from '../../state/state.ts';
import { iconOf } from '../icon-of.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { shownTitle } from '../title.ts';

export const RESULTS = 'search-results';
export const optionId = (messageId: string) => `result-${messageId}`;

/** Of the names of its files, in characters. */
const MOST_OF_NAMES = 160;

type ResultsProps = Pick<Props, 'preferences'> & {
  state: State;
  results: readonly SearchResult[];
  chosen: SearchResult | undefined;
  onGo(result: SearchResult): void;
};

/** What was found, by days. The field above has the focus, and handles the keys. */
export function Results({ results, chosen, ...props }: ResultsProps) {
  const { preferences } = props;
  const days = byDay(results.map(({ message }) => message));
  return (
    <div role="listbox" id={RESULTS} class="search-list" aria-label={preferences.t('search.found')}>
      {days.map(({ at, from, messages }) => {
        const day = preferences.formatDay(at);
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be in a listbox
          <div key={at} role="group" aria-label={day}>
            <p class="search-day" aria-hidden="true">
              <span>{day}</span>
            </p>
            {results.slice(from, from + messages.length).map((result) => (
              <Result
                key={result.message.id}
                {...props}
                result={result}
                isChosen={result === chosen}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
}

function Result({
  preferences,
  state,
  result,
  isChosen,
  onGo,
}: Omit<ResultsProps, 'results' | 'chosen'> & { result: SearchResult; isChosen: boolean }) {
  const { t, formatTime, formatMoment } = preferences;
  const { message, highlights } = result;
  const { id, authorId, createdAt, body, editedAt, files } = message;
  const name = state.names.get(authorId) ?? t('chat.unknown-user');
  const excerpt = useMemo(() => excerptOf(body ?? '', highlights), [body, highlights]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and handles the keys
    <div
      id={optionId(id)}
      role="option"
      tabIndex={-1}
      class="search-result"
      aria-selected={isChosen}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onGo(result)}
    >
      <Portrait preferences={preferences} state={state} id={authorId} name={name} size="small" />
      <div class="search-text">
        <p class="search-line">
          <strong class="title">{name}</strong>
          <time dateTime={createdAt} title={formatMoment(createdAt)}>
            {formatTime(createdAt)}
          </time>
          {editedAt !== null && <small>{t('chat.edited')}</small>}
        </p>
        <Where preferences={preferences} state={state} result={result} />
        <p class="search-excerpt">
          {excerpt.map(({ text, isMarked }, at) =>
            isMarked ? <mark key={at}>{text}</mark> : text,
          )}
          {excerpt.length > 0 && files.length > 0 && ' '}
          {namesOf(files, MOST_OF_NAMES)}
        </p>
      </div>
    </div>
  );
}

/** The channel, and whether it was said in a thread there. */
function Where({
  preferences,
  state,
  result,
}: Pick<ResultsProps, 'preferences' | 'state'> & { result: SearchResult }) {
  const { channelId, parentId } = result.message;
  const channel = state.channels.get(parentId ?? channelId);
  if (channel === undefined) return null;
  return (
    <p class="search-where">
      <Icon name={iconOf(channel)} />
      <span class="title">{shownTitle(preferences, state, channel)}</span>
      {parentId !== null && (
        <span class="search-in-thread">
          <Icon name="thread" />
          {preferences.t('search.in-thread')}
        </span>
      )}
    </p>
  );
}
