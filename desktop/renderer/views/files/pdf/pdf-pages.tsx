import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { RefObject } from 'preact';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { File } from '../../../../../api/files/contract.ts';
import type { MessageKey } from '../../../i18n/en.ts';
import type { Preferences } from '../../../preferences.ts';
import { type Size, urlOfFile } from '../../../state/files.ts';
import type { PdfHandle } from './pdf-handle.ts';
import { PdfPage } from './pdf-page.tsx';
import { faultOf, type PdfFault, readPdf } from './read-pdf.ts';

const STEP = 1.25;
const LEAST = 0.25;
const MOST = 6;
/** Pixels for each of its units, 72 to the inch, where there is room: its own size on the screen. */
const OWN_SIZE = 96 / 72;

const WORDS: Readonly<Record<PdfFault, MessageKey>> = {
  damaged: 'files.pdf-damaged',
  locked: 'files.pdf-locked',
  missed: 'files.pdf-missed',
};

/** The pages of a PDF, one below the other, each drawn when it comes near; or why there are none. */
export function PdfPages({
  t,
  file,
  handle,
  onPlace,
}: Pick<Preferences, 't'> & {
  file: File;
  handle: RefObject<PdfHandle | null>;
  onPlace(place: { at: number; count: number }): void;
}) {
  const [pdf, setPdf] = useState<{ document: PDFDocumentProxy; first: Size }>();
  const [fault, setFault] = useState<PdfFault>();
  const [attempt, setAttempt] = useState(0);
  const room = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [zoom, setZoom] = useState(1);
  const at = useRef(1);

  useEffect(() => {
    let isClosed = false;
    const reading = readPdf(file);
    async function open(): Promise<void> {
      try {
        const document = await reading.document;
        const { width: across, height } = (await document.getPage(1)).getViewport({ scale: 1 });
        if (isClosed) return;
        setPdf({ document, first: { width: across, height } });
        onPlace({ at: 1, count: document.numPages });
      } catch (error) {
        reading.close();
        if (!isClosed) setFault(faultOf(error));
      }
    }
    void open();
    return () => {
      isClosed = true;
      reading.close();
    };
  }, [file.id, attempt]);

  useLayoutEffect(() => {
    const element = room.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    // So that the arrows, Home and End move the pages.
    element.focus({ preventScroll: true });
    return () => observer.disconnect();
  }, [pdf]);

  // What is in the middle of the window stays there.
  const scale = pdf
    ? Math.min(OWN_SIZE, (width - 2 * marginOf(width)) / pdf.first.width) * zoom
    : 1;
  const before = useRef(scale);
  useLayoutEffect(() => {
    const element = room.current;
    const by = scale / before.current;
    before.current = scale;
    if (element === null || by === 1) return;
    const middle = element.clientHeight / 2;
    element.scrollTop = (element.scrollTop + middle) * by - middle;
    element.scrollLeft = (element.scrollWidth - element.clientWidth) / 2;
  }, [scale]);

  useImperativeHandle(handle, () => ({
    zoom: (step) => setZoom((now) => Math.min(MOST, Math.max(LEAST, now * STEP ** step))),
    fit: () => setZoom(1),
    turn(step) {
      const to = room.current?.querySelector(`[data-page="${at.current + step}"]`);
      to?.scrollIntoView({ block: 'start' });
    },
  }));

  function onScroll(): void {
    const element = room.current;
    if (element === null || pdf === undefined) return;
    const line = element.scrollTop + element.clientHeight / 3;
    const tops = [...element.children].map((page) => (page as HTMLElement).offsetTop);
    const now = Math.max(1, tops.findLastIndex((top) => top <= line) + 1);
    if (now === at.current) return;
    at.current = now;
    onPlace({ at: now, count: pdf.document.numPages });
  }

  if (fault !== undefined)
    return (
      <div class="pdf-notice" role="alert">
        <p>{t(WORDS[fault])}</p>
        <div class="actions">
          {fault === 'missed' && (
            <button
              type="button"
              class="button"
              onClick={() => {
                setFault(undefined);
                setAttempt(attempt + 1);
              }}
            >
              {t('app.try-again')}
            </button>
          )}
          <a class="button" href={urlOfFile(file.id)} download={file.name}>
            {t('files.pdf-download')}
          </a>
        </div>
      </div>
    );
  if (pdf === undefined)
    return (
      <div class="pdf-notice" role="status">
        <p class="hint later-waiting">{t('chat.loading')}</p>
      </div>
    );
  const { document, first } = pdf;
  return (
    <div
      ref={room}
      class="pdf-pages"
      role="document"
      aria-label={t('files.pdf-pages', { name: file.name })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keys
      tabIndex={0}
      onScroll={onScroll}
    >
      {width > 0 &&
        Array.from({ length: document.numPages }, (_, n) => (
          <PdfPage key={n} t={t} document={document} number={n + 1} first={first} scale={scale} />
        ))}
    </div>
  );
}

/** As the style has it, in pixels: a narrow window has none to spare. */
const marginOf = (width: number) => (width < 600 ? 8 : 24);
