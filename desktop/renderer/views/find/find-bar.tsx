import { useEffect, useRef, useState } from 'preact/hooks';
import type { Bridge } from '../../../bridge.ts';
import type { Preferences } from '../../preferences.ts';
import { focusComposer } from '../parts/focus.ts';
import { IconButton } from '../parts/icon.tsx';
import { isComposing } from '../parts/is-composing.ts';
import { createFinder, type Finder, type Found } from './finder.ts';

const NOTHING: Found = { at: 0, count: 0 };

/** In Electron: what a browser has of itself, the finding of words on the page. */
export function FindBar({ bridge, t }: { bridge: Bridge; t: Preferences['t'] }) {
  const [isOpen, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [found, setFound] = useState(NOTHING);
  const [finder] = useState(createFinder);
  const field = useRef<HTMLInputElement>(null);
  const close = () => {
    setOpen(false);
    focusComposer();
  };

  useEffect(
    () =>
      bridge.onFind((what) => {
        if (document.querySelector('.timeline') === null) return;
        if (document.querySelector('dialog[open]') !== null) return;
        setOpen(true);
        if (what === 'words' || field.current === null) focusOn(field.current);
        else setFound(finder.step(what === 'next' ? 1 : -1));
      }),
    [bridge],
  );
  useEffect(() => {
    if (!isOpen) return;
    focusOn(field.current);
    setFound(finder.look(words));
    const stop = followPage(
      () => setFound(finder.refresh()),
      () => setOpen(false),
    );
    return () => {
      stop();
      finder.clear();
    };
  }, [isOpen]);

  if (!isOpen) return null;
  return (
    <search class="find" onKeyDown={(event) => onKey(event, finder, setFound, close)}>
      <input
        type="text"
        name="find"
        ref={field}
        value={words}
        aria-label={t('find.field')}
        placeholder={t('find.field')}
        onInput={({ currentTarget: { value } }) => {
          setWords(value);
          setFound(finder.look(value));
        }}
      />
      <span class="hint" role="status">
        {words !== '' && t(found.count === 0 ? 'find.none' : 'find.count', { ...found })}
      </span>
      <IconButton name="up" label={t('find.previous')} onClick={() => setFound(finder.step(-1))} />
      <IconButton name="down" label={t('find.next')} onClick={() => setFound(finder.step(1))} />
      <IconButton name="close" label={t('find.close')} onClick={close} />
    </search>
  );
}

function onKey(
  event: KeyboardEvent,
  finder: Finder,
  setFound: (found: Found) => void,
  close: () => void,
): void {
  if (isComposing(event)) return;
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
    setFound(finder.step(event.shiftKey ? -1 : 1));
  } else if (event.key === 'Escape') close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function focusOn(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}

/** Calls `onChange` when the messages change, and `onGone` when the page shows none. */
function followPage(onChange: () => void, onGone: () => void): () => void {
  const observer = new MutationObserver(() => {
    if (document.querySelector('.timeline') === null) onGone();
    else onChange();
  });
  const chat = document.querySelector('#app');
  if (chat !== null)
    observer.observe(chat, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}
