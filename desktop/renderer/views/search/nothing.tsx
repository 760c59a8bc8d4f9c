import { kindOf, type Typed, withinChannel } from '../../state/query.ts';
import type { State } from '../../state/state.ts';
import { Icon } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { queryText } from './filter-text.ts';

/** What was searched for and not found, and how to search for more. */
export function Nothing({
  preferences,
  state,
  typed,
  onChange,
}: Pick<Props, 'preferences'> & {
  state: State;
  typed: Typed;
  onChange(typed: Typed): void;
}) {
  const { t } = preferences;
  const places = typed.filters.filter((one) => kindOf(one) === 'in');
  const hasOthers = typed.filters.length > places.length;
  const words = typed.words.trim().split(/\s+/).filter(Boolean);
  return (
    <div class="search-nothing">
      <span class="beginning-sign">
        <Icon name="search" />
      </span>
      <p>
        <strong>{t('search.none')}</strong>
      </p>
      <p class="soft">{queryText(preferences, state, typed)}</p>
      {words.length > 0 && (
        <p class="hint">{t(words.length > 1 ? 'search.fewer-words' : 'search.other-word')}</p>
      )}
      {places.length === 0 && <p class="hint">{t('search.own-channels')}</p>}
      <div class="actions">
        {places.length > 0 && (
          <button
            type="button"
            class="button small"
            onClick={() => onChange(withinChannel(typed, undefined))}
          >
            {t('search.all-channels')}
          </button>
        )}
        {hasOthers && words.length > 0 && (
          <button
            type="button"
            class="button small"
            onClick={() => onChange({ ...typed, filters: places })}
          >
            {t('search.without-filters')}
          </button>
        )}
      </div>
    </div>
  );
}
