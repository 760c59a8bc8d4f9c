import { kindOf, type Typed, withinChannel } from '../../state/query.ts';
import type { State } from '../../state/state.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import type { Props } from '../props.ts';
import { FILTER_NAMES, HAS_NAMES, IS_NAMES, ME, OFFERED_HAS, OFFERED_IS } from './filter-names.ts';

const BEGUN = [
  ['from', 'people'],
  ['in', 'hash'],
  ['on', 'clock'],
  ['before', 'clock'],
  ['after', 'clock'],
] as const;
const HAS_ICONS: Readonly<Record<(typeof OFFERED_HAS)[number], IconName>> = {
  link: 'link',
  reaction: 'smile',
};
const IS_ICONS: Readonly<Record<(typeof OFFERED_IS)[number], IconName>> = {
  pinned: 'pin',
  saved: 'save',
  thread: 'thread',
};

/** The filters that there are, with their names as one can type them, and where is searched. */
export function FilterMenu({
  store,
  preferences: { t, spoken },
  typed,
  onBegin,
  onTake,
  onPlace,
}: Props & {
  state: State;
  typed: Typed;
  /** The value is to be typed or chosen. */
  onBegin(name: string): void;
  onTake(filter: string): void;
  onPlace(typed: Typed): void;
}) {
  const names = FILTER_NAMES[spoken.value];
  const whole = (filter: string, label: string, icon: IconName): MenuItem => ({
    ...{ label: capitalised(label), icon, keys: filter, onChoose: () => onTake(filter) },
  });
  const begun = BEGUN.map(
    ([kind, icon]): MenuItem => ({
      ...{ label: t(`search.filter.${kind}-offer`), icon, keys: `${names[kind]}:` },
      onChoose: () => onBegin(`${names[kind]}:`),
    }),
  );
  const has = OFFERED_HAS.map((one) =>
    whole(
      `${names.has}:${HAS_NAMES[spoken.value][one]}`,
      t(`search.filter.has-${one}`),
      HAS_ICONS[one],
    ),
  );
  const is = OFFERED_IS.map((one) =>
    whole(
      `${names.is}:${IS_NAMES[spoken.value][one]}`,
      t(`search.filter.is-${one}`),
      IS_ICONS[one],
    ),
  );
  const mine = whole(`${names.mentions}:${ME[spoken.value]}`, t('search.filter.mentions'), 'at');
  const isOfPlace = typed.filters.some((one) => kindOf(one) === 'in');
  const openId = store.page.value === undefined ? store.openChannelId.value : undefined;
  return (
    <div class="search-tools">
      <Menu class="button small" side="floating" groups={[begun, [...has, ...is, mine]]}>
        <Icon name="filter" />
        {t('search.filter')}
      </Menu>
      {isOfPlace ? (
        <button
          type="button"
          class="button small"
          onClick={() => onPlace(withinChannel(typed, undefined))}
        >
          {t('search.everywhere')}
        </button>
      ) : (
        openId !== undefined && (
          <button
            type="button"
            class="button small"
            onClick={() => onPlace(withinChannel(typed, openId))}
          >
            {t('search.here')}
          </button>
        )
      )}
    </div>
  );
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
