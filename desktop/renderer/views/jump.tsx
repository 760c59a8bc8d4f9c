import { useState } from 'preact/hooks';
import { findPlaces, titleOf } from '../state/select.ts';
import { Modal } from './modal.tsx';
import type { DialogProps } from './props.ts';

const MOST_SHOWN = 12;

/** Type a few letters, press Enter, and be there. */
export function Jump({ store, preferences: { t }, state, close }: DialogProps) {
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState(0);
  const places = findPlaces(state, words).slice(0, MOST_SHOWN);

  function go(index: number): void {
    const place = places[index];
    if (place === undefined) return;
    close();
    if (place.kind === 'channel') store.openChannel(place.channel.id);
    else void store.openDirect(place.user.id);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      go(chosen);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((chosen + step + places.length) % Math.max(1, places.length));
    }
  }

  return (
    <Modal title={t('nav.jump')} t={t} onClose={close}>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="jump-places"
        aria-activedescendant={places.length > 0 ? `jump-place-${chosen}` : undefined}
        aria-label={t('nav.jump-hint')}
        placeholder={t('nav.jump-hint')}
        autofocus
        onInput={(event) => {
          setWords(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id="jump-places" class="options" aria-label={t('nav.jump')}>
        {places.map((place, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's
          <div
            key={place.kind === 'channel' ? place.channel.id : place.user.id}
            id={`jump-place-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onClick={() => go(index)}
          >
            {place.kind === 'channel' ? titleOf(state, place.channel) : place.user.displayName}
          </div>
        ))}
      </div>
      {places.length === 0 && <p class="hint">{t('nav.jump-none')}</p>}
    </Modal>
  );
}
