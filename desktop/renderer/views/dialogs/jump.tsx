import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Channel } from '../../../../api/channels/contract.ts';
import type { User } from '../../../../api/users/contract.ts';
import { api } from '../../live/api.ts';
import { findPlaces, indexOfLast, type Place } from '../../state/find-places.ts';
import { seenName } from '../../state/names.ts';
import { otherOf, titleOf } from '../../state/select.ts';
import { iconOf } from '../icon-of.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Fault } from '../parts/form.tsx';
import { Icon } from '../parts/icon.tsx';
import { isComposing } from '../parts/is-composing.ts';
import { Modal } from '../parts/modal.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

const MOST_SHOWN = 12;

/**
 * The jump box: a few letters and Enter open a channel or a direct message, or join a channel. At first
 * the channel is chosen that was open before, so that Enter alone goes back there.
 */
export function Jump({ store, preferences, state, close }: DialogProps) {
  const { t } = preferences;
  const [words, setWords] = useState('');
  const [moved, setMoved] = useState<number>();
  const [joinable, setJoinable] = useState<readonly Channel[]>([]);
  const attempt = useAttempt(t);
  const reading = useAttempt(t);
  useEffect(() => void reading.run(async () => setJoinable((await api.joinable()).channels)), []);
  const placesFor = (typed: string) => findPlaces(state, typed, joinable).slice(0, MOST_SHOWN);
  const places = placesFor(words);
  const first = words === '' ? indexOfLast(places, store.lastChannelId()) : 0;
  const chosen = moved ?? first;

  async function go(place: Place | undefined): Promise<void> {
    if (place === undefined) return;
    const isThere = await attempt.run(async () => {
      if (place.kind === 'channel') store.openChannel(place.channel.id);
      else if (place.kind === 'person') await store.openDirect(place.user.id);
      else await store.join(place.channel);
    });
    if (isThere) close();
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLInputElement>): void {
    if (isComposing(event)) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === 'Enter') {
      // The list may not have been drawn for the newest letters yet.
      const { value } = event.currentTarget;
      void go(value === words ? places[chosen] : placesFor(value)[0]);
    } else if (step !== undefined) {
      setMoved((chosen + step + places.length) % Math.max(1, places.length));
    } else return;
    event.preventDefault();
  }

  return (
    <Modal title={t('nav.jump')} t={t} onClose={close} size="top" isBare>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="jump-places"
        aria-autocomplete="list"
        aria-activedescendant={places.length > 0 ? `jump-place-${chosen}` : undefined}
        aria-label={t('nav.jump-hint')}
        placeholder={t('nav.jump-hint')}
        autocomplete="off"
        spellcheck={false}
        autofocus
        onInput={(event) => {
          setWords(event.currentTarget.value);
          setMoved(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      <Places
        preferences={preferences}
        state={state}
        places={places}
        chosen={chosen}
        onChoose={(place) => void go(place)}
      />
      <Fault text={attempt.fault} />
    </Modal>
  );
}

function Places({
  preferences,
  state,
  places,
  chosen,
  onChoose,
}: Pick<DialogProps, 'preferences' | 'state'> & {
  places: readonly Place[];
  chosen: number;
  onChoose(place: Place): void;
}) {
  const { t } = preferences;
  return (
    <>
      <div role="listbox" id="jump-places" class="options" aria-label={t('nav.jump')}>
        {places.map((place, index) => {
          const other = personOf(state, place);
          return (
            <div
              key={place.kind === 'person' ? place.user.id : place.channel.id}
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
              {other === undefined ? (
                <span class="mark">
                  {place.kind !== 'person' && <Icon name={iconOf(place.channel)} />}
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
                {other === undefined ? titleOfPlace(state, place) : seenName(other)}
              </span>
              {other && <span class="soft">@{other.username}</span>}
              {place.kind === 'joinable' && <span class="soft">{t('channel.join')}</span>}
              {place.kind === 'channel' && place.channel.unread > 0 && (
                <span class="soft">{t('nav.unread', { count: place.channel.unread })}</span>
              )}
            </div>
          );
        })}
      </div>
      <p class="hint" role="status">
        {places.length === 0 && t('nav.jump-none')}
      </p>
    </>
  );
}

function personOf(state: DialogProps['state'], place: Place): User | undefined {
  if (place.kind === 'person') return place.user;
  return place.kind === 'channel' ? otherOf(state, place.channel) : undefined;
}

function titleOfPlace(state: DialogProps['state'], place: Place): string {
  if (place.kind === 'channel') return titleOf(state, place.channel);
  return place.kind === 'joinable' ? (place.channel.name ?? '') : '';
}
