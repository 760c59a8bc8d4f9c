import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';
import { bringsFiles, droppedFiles, type GivenFiles, pastedFiles } from './given-files.ts';

/** Where a conversation is: the pane of a thread, or the middle of the window. */
const CONVERSATION = '.pane, main';
/** Fields that take no files. */
const OTHER_FIELDS = '.editor, input';

/**
 * Hears of files that are dropped on the conversation that `part` is in, or pasted there. Returns whether
 * some are held over it.
 */
export function useFilesFrom(
  part: RefObject<HTMLElement | null>,
  isOn: boolean,
  t: Preferences['t'],
  onFiles: (given: GivenFiles) => void,
): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef({ t, onFiles });
  latest.current = { t, onFiles };
  useEffect(() => {
    const place = part.current?.closest<HTMLElement>(CONVERSATION);
    if (!isOn || place == null) return undefined;
    const stop = new AbortController();
    const { signal } = stop;

    function onDrag(event: DragEvent): void {
      const { dataTransfer } = event;
      if (dataTransfer === null || !bringsFiles(dataTransfer)) return;
      // So that the browser does not open them, and nobody says that they are not taken.
      event.preventDefault();
      dataTransfer.dropEffect = 'copy';
      setOver(event.type !== 'drop');
      if (event.type === 'drop') latest.current.onFiles(droppedFiles(dataTransfer));
    }

    function onLeave({ relatedTarget }: DragEvent): void {
      // Between two elements of the conversation, too, one is left.
      if (!(relatedTarget instanceof Node && place?.contains(relatedTarget))) setOver(false);
    }

    function onPaste(event: ClipboardEvent): void {
      const { target, clipboardData } = event;
      if (target instanceof Element && target.closest(OTHER_FIELDS) !== null) return;
      const files = pastedFiles(clipboardData, latest.current.t, new Date());
      if (files.length === 0) return;
      event.preventDefault();
      latest.current.onFiles({ files });
    }

    for (const name of ['dragenter', 'dragover', 'drop'] as const) {
      place.addEventListener(name, onDrag, { signal });
    }
    place.addEventListener('dragleave', onLeave, { signal });
    place.addEventListener('paste', onPaste, { signal });
    return () => {
      stop.abort();
      setOver(false);
    };
  }, [isOn]);
  return isOver;
}
