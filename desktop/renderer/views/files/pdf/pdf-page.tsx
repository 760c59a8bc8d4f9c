import {
  type PDFDocumentProxy,
  type PDFPageProxy,
  type RenderTask,
  TextLayer,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Preferences } from '../../../preferences.ts';
import type { Size } from '../../../state/files.ts';

/** More are not drawn, also where the page is large and near: it becomes coarser. */
const MOST_PIXELS = 16 * 1024 * 1024;

/**
 * A page of a PDF, with its text over the drawing, to be selected and read aloud. It is drawn while it is on
 * the screen or next to it, and has the first one's size until its own is known.
 */
export function PdfPage({
  t,
  document: pdf,
  number,
  first,
  scale,
}: Pick<Preferences, 't'> & {
  document: PDFDocumentProxy;
  /** From 1. */
  number: number;
  first: Size;
  /** Pixels of the screen for each of its units. */
  scale: number;
}) {
  const place = useRef<HTMLElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const drawn = useRef<PDFPageProxy>(undefined);
  const [isNear, setNear] = useState(false);
  const [size, setSize] = useState(first);
  const [isMissing, setMissing] = useState(false);

  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.at(-1)?.isIntersecting === true),
      { root: place.current.parentElement, rootMargin: '100% 0px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    setMissing(false);
    if (!isNear) {
      sheet.current?.replaceChildren();
      // Its pictures, which of scanned pages are large.
      drawn.current?.cleanup();
      return;
    }
    let isOver = false;
    let drawing: Drawing | undefined;
    async function show(): Promise<void> {
      try {
        const page = await pdf.getPage(number);
        if (isOver) return;
        drawn.current = page;
        const { width, height } = page.getViewport({ scale: 1 });
        setSize({ width, height });
        drawing = draw(page, scale);
        const [canvas, text] = await drawing.done;
        // Until then the last one is seen, stretched.
        if (!isOver) sheet.current?.replaceChildren(canvas, text);
      } catch {
        if (!isOver) setMissing(true);
      }
    }
    void show();
    return () => {
      isOver = true;
      drawing?.cancel();
    };
  }, [isNear, scale]);

  return (
    <section
      ref={place}
      class="pdf-page"
      data-page={number}
      aria-label={t('files.pdf-page', { at: number, count: pdf.numPages })}
      style={{
        width: `${Math.floor(size.width * scale)}px`,
        height: `${Math.floor(size.height * scale)}px`,
        '--total-scale-factor': scale,
      }}
    >
      <div ref={sheet} class="pdf-sheet" />
      {isMissing && <p class="pdf-missing">{t('files.pdf-page-missing')}</p>}
    </section>
  );
}

interface Drawing {
  done: Promise<[HTMLCanvasElement, HTMLDivElement]>;
  cancel(): void;
}

function draw(page: PDFPageProxy, scale: number): Drawing {
  const { width, height } = page.getViewport({ scale });
  const ratio = Math.min(devicePixelRatio, Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(width * ratio);
  canvas.height = Math.floor(height * ratio);
  // Its words are beside it.
  canvas.setAttribute('aria-hidden', 'true');
  const picture: RenderTask = page.render({
    canvas,
    viewport: page.getViewport({ scale: scale * ratio }),
  });
  const container = document.createElement('div');
  container.className = 'pdf-text';
  const text = new TextLayer({
    textContentSource: page.streamTextContent(),
    container,
    viewport: page.getViewport({ scale }),
  });
  return {
    done: Promise.all([picture.promise, text.render()]).then(() => [canvas, container]),
    cancel() {
      picture.cancel();
      text.cancel();
    },
  };
}
