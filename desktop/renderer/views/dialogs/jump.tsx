import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Channel } from '../../../../api/channels/contract.ts';
import { api } from '../../live/api.ts';
import { findPlaces, indexOfLast, orSearch, type Place } from '../../state/find-places.ts';
import { focusSearch } from '../parts/focus.ts';
import { Fault } from '../parts/form.tsx';
import { isComposing } from '../parts/is-composing.ts';
import { Modal } from '../parts/modal.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { JumpPlaces } from './jump-places.tsx';
import { pagesOf } from './pages-of.ts';

const MOST_SHOWN = 12;

/**
 * The jump box: a few letters and Enter open a channel, a direct message or a page, or join a channel. At
 * first the channel is chosen that was open before, so that Enter alone goes back there.
 */
export function Jump({ store, preferences, state, close }: DialogProps) {
  const { t } = preferences;
  const [words, setWords] = useState('');
  const [moved, setMoved] = useState<number>();
  const [joinable, setJoinable] = useState<readonly Channel[]>([]);
  const attempt = useAttempt(t);
  const reading = useAttempt(t);
  useEffect(() => void reading.run(async () => setJoinable((await api.joinable()).channels)), []);
  const pages = useMemo(() => pagesOf(t, state.me), [t, state.me]);
  const placesFor = (typed: string) =>
    orSearch(findPlaces(state, typed, joinable, pages).slice(0, MOST_SHOWN), typed);
  const places = placesFor(words);
  const first = words === '' ? indexOfLast(places, store.lastChannelId()) : 0;
  const chosen = moved ?? first;

  async function go(place: Place | undefined): Promise<void> {
    if (place === undefined) return;
    if (place.kind === 'search') {
      close();
      // Once the dialog has given the focus back, so that the search can take it.
      setTimeout(() => {
        store.openSearch('everywhere', place.words);
        focusSearch();
      });
      return;
    }
    const isThere = await attempt.run(async () => {
      if (place.kind === 'channel') store.openChannel(place.channel.id);
      else if (place.kind === 'page') store.go(place.page.to);
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
      <JumpPlaces
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
