import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../../live/api.ts';
import { readText } from '../../live/file-text.ts';
import { beginningOf, languageOf, type ShownFile } from '../../state/files.ts';
import { Coloured, useRuns } from '../channel/code-block.tsx';
import type { Props } from '../props.ts';
import { FileCard } from './file-card.tsx';

/** How much is read when it comes on the screen, and how much when all is wanted, in bytes. */
const AT_FIRST = 4 * 1024;
const AT_MOST = 64 * 1024;
const LINES = 6;

/** With how many bytes were asked for. */
type Read = { text: string; bytes: number } | 'missed' | undefined;

/** A text file with its first lines, and with more of them when somebody wants so. */
export function TextFile(props: Props & { file: ShownFile }) {
  const { store, preferences, file } = props;
  const { t } = preferences;
  const [isOpen, setOpen] = useState(false);
  const { place, read } = useText(props, isOpen ? AT_MOST : AT_FIRST);
  const language = languageOf(file.name);
  const known = read === 'missed' ? undefined : read;
  const first = beginningOf(known?.text ?? '', LINES);
  const shown = isOpen ? (known?.text ?? '') : first.text;
  const runs = useRuns(store, shown, language);
  const hasMore = first.hasMore || (known !== undefined && file.size > known.bytes);
  return (
    <FileCard {...props}>
      <div ref={place} class="file-lines">
        {read === undefined && <pre aria-hidden="true">{'\n'.repeat(linesBefore(file.size))}</pre>}
        {read === 'missed' && <p class="hint">{t('files.unreadable')}</p>}
        {known !== undefined && (
          // What scrolls can be reached by the keyboard.
          <pre class={isOpen ? 'file-stop whole' : undefined} tabIndex={isOpen ? 0 : undefined}>
            <code>
              <Coloured runs={runs} text={shown} />
            </code>
          </pre>
        )}
        {isOpen && file.size > AT_MOST && known?.bytes === AT_MOST && (
          <p class="hint">{t('files.beginning')}</p>
        )}
      </div>
      {known !== undefined && hasMore && (
        <button
          type="button"
          class="link file-stop"
          aria-expanded={isOpen}
          tabIndex={-1}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'chat.fold' : 'files.show-all')}
        </button>
      )}
    </FileCard>
  );
}

/** As many lines as are likely, to hold their place: a line of forty characters is a common one. */
function linesBefore(size: number): number {
  return Math.min(LINES, Math.max(1, Math.ceil(size / 40)));
}

/** Reads it once it has been on the screen, and again when the connection is back. */
function useText({ store, file: { id, file, size } }: Props & { file: ShownFile }, most: number) {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setSeen] = useState(false);
  const [read, setRead] = useState<Read>();
  const isLost = useComputed(() => store.state.value?.connection.kind === 'reconnecting').value;
  const hasRead = useRef(0);
  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const local = store.localFile(id);
    const isThere = local !== undefined || (file !== undefined && !isLost);
    if (!isSeen || !isThere || hasRead.current >= Math.min(most, size)) return;
    const unwanted = new AbortController();
    (local === undefined ? readText(id, most, unwanted.signal) : local.slice(0, most).text()).then(
      (text) => {
        if (unwanted.signal.aborted) return;
        hasRead.current = Math.min(most, size);
        setRead({ text, bytes: most });
      },
      (error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        // What has been read of it stays.
        if (!unwanted.signal.aborted) setRead((before) => before ?? 'missed');
      },
    );
    return () => unwanted.abort();
  }, [id, isSeen, file === undefined, isLost, most]);
  return { place, read };
}
