import type { User } from '../../../../api/users/contract.ts';
import { countsOf } from '../../state/counts.ts';
import type { Place } from '../../state/find-places.ts';
import { seenName } from '../../state/names.ts';
import { otherOf } from '../../state/select.ts';
import { iconOf } from '../icon-of.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import type { DialogProps } from '../props.ts';
import { shownTitle } from '../title.ts';

type Shown = Pick<DialogProps, 'preferences' | 'state'>;

/** What the jump box has found; the chosen place is where Enter leads. */
export function JumpPlaces({
  preferences,
  state,
  places,
  chosen,
  onChoose,
}: Shown & {
  places: readonly Place[];
  chosen: number;
  onChoose(place: Place): void;
}) {
  const { t } = preferences;
  return (
    <>
      <div role="listbox" id="jump-places" class="options" aria-label={t('nav.jump')}>
        {places.map((place, index) => (
          <div
            key={keyOf(place)}
            id={`jump-place-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            // The input keeps the focus, since it handles the keys.
            onPointerDown={(event) => {
              event.preventDefault();
              onChoose(place);
            }}
          >
            <Content preferences={preferences} state={state} place={place} />
          </div>
        ))}
      </div>
      <p class="hint" role="status">
        {places.every(({ kind }) => kind === 'search') && t('nav.jump-none')}
      </p>
    </>
  );
}

function Content({ preferences, state, place }: Shown & { place: Place }) {
  const { t } = preferences;
  const other = personOf(state, place);
  const unread = place.kind === 'channel' ? countsOf(state, place.channel).messages : 0;
  return (
    <>
      {other === undefined ? (
        <span class="mark">
          <Icon name={signOf(place)} />
        </span>
      ) : (
        <Portrait
          preferences={preferences}
          state={state}
          id={other.id}
          name={seenName(other)}
          size="tiny"
        />
      )}
      <span class="title">
        {other === undefined ? nameOf(preferences, state, place) : seenName(other)}
      </span>
      {other && <span class="soft">@{other.username}</span>}
      {place.kind === 'joinable' && <span class="soft">{t('channel.join')}</span>}
      {place.kind === 'page' && <span class="soft">{place.page.about}</span>}
      {unread > 0 && <span class="soft">{t('nav.unread', { count: unread })}</span>}
    </>
  );
}

function personOf(state: DialogProps['state'], place: Place): User | undefined {
  if (place.kind === 'person') return place.user;
  return place.kind === 'channel' ? otherOf(state, place.channel) : undefined;
}

function keyOf(place: Place): string {
  if (place.kind === 'person') return place.user.id;
  if (place.kind === 'search') return 'search';
  return place.kind === 'page' ? `${place.page.about} ${place.page.name}` : place.channel.id;
}

function nameOf(
  preferences: DialogProps['preferences'],
  state: DialogProps['state'],
  place: Place,
): string {
  if (place.kind === 'channel') return shownTitle(preferences, state, place.channel);
  if (place.kind === 'joinable') return place.channel.name ?? '';
  if (place.kind === 'search') return preferences.t('search.for', { words: place.words });
  return place.kind === 'page' ? place.page.name : '';
}

/** The icons of the pages are those of the buttons that lead to them. */
const PAGE_SIGNS: Readonly<Record<string, IconName>> = {
  unread: 'unread',
  threads: 'thread',
  saved: 'save',
  channels: 'add',
  message: 'edit',
  admin: 'admin',
  settings: 'settings',
  shortcuts: 'keys',
};

function signOf(place: Place): IconName {
  if (place.kind === 'search') return 'search';
  if (place.kind === 'page') return PAGE_SIGNS[place.page.to.kind] ?? 'details';
  return place.kind === 'person' ? 'people' : iconOf(place.channel);
}
