import { useEffect, useState } from 'preact/hooks';
import type { Preferences } from '../preferences.ts';
import { bringsFiles } from './attach/given-files.ts';
import { IconButton } from './parts/icon.tsx';

/** What takes dropped text by itself. */
const FIELDS = 'textarea, input';
const SHOWN_MS = 8_000;

/**
 * Keeps what is dropped or pasted from taking the page's place, as the browser would have a file or a
 * link do, and says where files can be sent. Text that is dropped on a field is inserted there.
 */
export function FilesNotice({ t }: Pick<Preferences, 't'>) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    let timer: number | undefined;
    return refuseFiles(() => {
      setShown(true);
      clearTimeout(timer);
      timer = setTimeout(() => setShown(false), SHOWN_MS);
    });
  }, []);
  return (
    <div class="toast" role="status">
      {isShown && (
        <p>
          {t('chat.no-files')}
          <IconButton name="close" label={t('nav.close')} onClick={() => setShown(false)} />
        </p>
      )}
    </div>
  );
}

/** Returns the function that stops it. */
function refuseFiles(onFiles: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;

  function onDrag(event: DragEvent): void {
    // A conversation has taken them.
    if (event.defaultPrevented) return;
    const hasFiles = bringsFiles(event.dataTransfer);
    if (!hasFiles && event.target instanceof Element && event.target.closest(FIELDS)) return;
    event.preventDefault();
    // Files are taken, in order to say why they are not; what else is dropped beside a field is not.
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = hasFiles ? 'copy' : 'none';
    if (hasFiles && event.type === 'drop') onFiles();
  }

  function onPaste({ clipboardData, defaultPrevented }: ClipboardEvent): void {
    if (defaultPrevented) return;
    // Text that is copied from an office program comes with a picture of itself.
    if (bringsFiles(clipboardData) && clipboardData?.getData('text/plain') === '') onFiles();
  }

  for (const name of ['dragover', 'drop'] as const) {
    window.addEventListener(name, onDrag, { signal });
  }
  window.addEventListener('paste', onPaste, { signal });
  return () => stop.abort();
}
