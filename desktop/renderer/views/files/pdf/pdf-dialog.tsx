import type { TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { File } from '../../../../../api/files/contract.ts';
import { urlOfFile } from '../../../state/files.ts';
import { LaterNotice, useLater } from '../../later.tsx';
import { giveBack } from '../../parts/focus.ts';
import { Icon, IconButton } from '../../parts/icon.tsx';
import type { Props } from '../../props.ts';
import { Download } from '../download.tsx';
import { FileName } from '../file-name.tsx';
import type { PdfHandle } from './pdf-handle.ts';

/**
 * A PDF over the page. Its reader is loaded when the first one is opened. PageUp and PageDown turn its
 * pages, + − 0 zoom; Escape closes it.
 */
export function PdfDialog({
  store,
  preferences,
  file,
  onClose,
}: Props & { file: File; onClose(): void }) {
  const { t } = preferences;
  const { View, isMissed, load } = useLater('pdf');
  const dialog = useRef<HTMLDialogElement>(null);
  const pages = useRef<PdfHandle>(null);
  const [place, setPlace] = useState<{ at: number; count: number }>();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const row = before?.closest('.row') ?? null;
    dialog.current?.showModal();
    return () => queueMicrotask(() => giveBack(before, row));
  }, []);

  function onKeyDown(event: TargetedKeyboardEvent<HTMLDialogElement>): void {
    // The page behind it hears nothing of what is pressed here.
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'PageDown') pages.current?.turn(1);
    else if (event.key === 'PageUp') pages.current?.turn(-1);
    else if (event.key === '+' || event.key === '=') pages.current?.zoom(1);
    else if (event.key === '-') pages.current?.zoom(-1);
    else if (event.key === '0') pages.current?.fit();
    else return;
    event.preventDefault();
  }

  const state = store.state.value;
  return (
    <dialog
      ref={dialog}
      class="lightbox pdf"
      aria-label={file.name}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <div class="lightbox-head">
        <FileName name={file.name} />
        {place && <span class="lightbox-place">{t('find.count', place)}</span>}
        <span class="lightbox-tools">
          <IconButton
            name="zoom-out"
            label={t('files.zoom-out')}
            onClick={() => pages.current?.zoom(-1)}
          />
          <IconButton
            name="zoom-in"
            label={t('files.zoom-in')}
            onClick={() => pages.current?.zoom(1)}
          />
          {/* Electron has no tab for it, and would ask the system for a program for its own addresses. */}
          {window.workspace === undefined && <OpenTab preferences={preferences} file={file} />}
          <Download t={t} file={file} />
          <button
            type="button"
            class="icon"
            autofocus
            aria-label={t('nav.close')}
            title={t('nav.close')}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </span>
      </div>
      {View !== undefined ? (
        <View t={t} file={file} handle={pages} onPlace={setPlace} />
      ) : (
        state && (
          <div class="pdf-notice">
            <LaterNotice
              preferences={preferences}
              state={state}
              isMissed={isMissed}
              onAgain={() => void load()}
            />
          </div>
        )
      )}
      <p class="unseen" role="status">
        {place && t('files.pdf-page', place)}
      </p>
    </dialog>
  );
}

function OpenTab({ preferences: { t }, file }: Pick<Props, 'preferences'> & { file: File }) {
  const label = t('files.open-tab', { name: file.name });
  return (
    <a
      class="icon"
      href={urlOfFile(file.id)}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={label}
      title={label}
    >
      <Icon name="open" />
    </a>
  );
}
