import {
  getDocument,
  InvalidPDFException,
  PasswordException,
  PDFDataRangeTransport,
  type PDFDocumentProxy,
  PDFWorker,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import jbig2Url from 'pdfjs-dist/wasm/jbig2.wasm?url';
import openjpegUrl from 'pdfjs-dist/wasm/openjpeg.wasm?url';
import qcmsUrl from 'pdfjs-dist/wasm/qcms_bg.wasm?url';
import type { File } from '../../../../../api/files/contract.ts';
import { urlOfFile } from '../../../state/files.ts';

/** So much is asked for at a time, in bytes: a page of a large file is there before the rest of it. */
const RANGE = 256 * 1024;
/** How long until what failed is asked for again. */
const AGAIN_MS = 1_000;
/** Pictures with more pixels are left out: they would take gigabytes. */
const MOST_PIXELS = 64 * 1024 * 1024;
/** Pictures of scanned pages, and their colours. */
const DECODERS: Readonly<Record<string, string>> = {
  'jbig2.wasm': jbig2Url,
  'openjpeg.wasm': openjpegUrl,
  'qcms_bg.wasm': qcmsUrl,
};

/** The page's policy allows one name for this (see `POLICY`), which can make this address and no other. */
const scripts = window.trustedTypes?.createPolicy('pdf-worker', {
  createScriptURL: () => workerUrl,
});

export type PdfFault = 'damaged' | 'locked' | 'missed';

/** A PDF that is being read, beside the page; `close` ends all of it. */
export interface PdfReading {
  /** @throws see `faultOf` */
  document: Promise<PDFDocumentProxy>;
  close(): void;
}

/** Reads what is wanted of a PDF as it is wanted. No script in it runs, and no form is filled in. */
export function readPdf(file: Pick<File, 'id' | 'size'>): PdfReading {
  const missed = Promise.withResolvers<never>();
  const ranges = new Ranges(file, missed.reject);
  const port = new Worker(scripts?.createScriptURL('') ?? workerUrl, { type: 'module' });
  const worker = PDFWorker.create({ port });
  const task = getDocument({
    range: ranges,
    worker,
    rangeChunkSize: RANGE,
    disableAutoFetch: true,
    disableStream: true,
    // Its own fetching would have to be allowed to reach this origin.
    useWorkerFetch: false,
    BinaryDataFactory: Decoders,
    maxImageSize: MOST_PIXELS,
    enableXfa: false,
    verbosity: 0,
  });
  return {
    document: Promise.race([task.promise, missed.promise]),
    close() {
      ranges.abort();
      // It answers to no one any more, so that how it ends does not matter.
      task.destroy().catch(() => undefined);
      worker.destroy();
      port.terminate();
    },
  };
}

export function faultOf(error: unknown): PdfFault {
  if (error instanceof PasswordException) return 'locked';
  return error instanceof InvalidPDFException ? 'damaged' : 'missed';
}

/**
 * Asks the server for parts of a file, again and again where it is away: the reader would wait for one that
 * failed for ever. `onMissed` hears of each that fails.
 */
class Ranges extends PDFDataRangeTransport {
  readonly #url: string;
  readonly #onMissed: (error: unknown) => void;
  readonly #closing = new AbortController();

  constructor({ id, size }: Pick<File, 'id' | 'size'>, onMissed: (error: unknown) => void) {
    super(size, null);
    this.#url = urlOfFile(id);
    this.#onMissed = onMissed;
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#ask(begin, end);
  }

  override abort(): void {
    this.#closing.abort();
  }

  async #ask(begin: number, end: number): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const headers = { range: `bytes=${begin}-${end - 1}` };
        const answer = await fetch(this.#url, { headers, signal });
        if (answer.status !== 206) throw new Error(`a part of a PDF: ${answer.status}`);
        this.onDataRange(begin, new Uint8Array(await answer.arrayBuffer()));
        return;
      } catch (error) {
        this.#onMissed(error);
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }
}

/** Gives the reader its decoders. Of fonts and character maps it has what the system has. */
class Decoders {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const url = DECODERS[filename];
    if (url === undefined) throw new Error(`there is no ${filename}`);
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${filename}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}
