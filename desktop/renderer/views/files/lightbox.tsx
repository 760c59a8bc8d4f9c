import type { TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';
import type { ShownFile } from '../../state/files.ts';
import { giveBack } from '../parts/focus.ts';
import { Icon, IconButton } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { canCopyPictures, copyPicture } from './copy-picture.ts';
import { Download } from './download.tsx';
import { FileName } from './file-name.tsx';
import { Stage, type StageHandle } from './stage.tsx';

/**
 * A message's pictures over the page, one at a time, as large as there is room. The arrows lead from one
 * to the next, + − 0 and the wheel zoom; Escape or a click beside it closes.
 */
export function Lightbox({
  store,
  preferences: { t },
  pictures,
  start,
  onClose,
}: Props & { pictures: readonly ShownFile[]; start: number; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<StageHandle>(null);
  const [shown, setShown] = useState({ id: pictures[start]?.id, at: start });
  useLayoutEffect(() => {
    const before = document.activeElement;
    const row = before?.closest('.row') ?? null;
    dialog.current?.showModal();
    return () => queueMicrotask(() => giveBack(before, row));
  }, []);

  // One that is deleted meanwhile makes room for that which follows it.
  const found = pictures.findIndex(({ id }) => id === shown.id);
  const at = found === -1 ? Math.min(shown.at, pictures.length - 1) : found;
  const picture = pictures[at];
  if (picture === undefined) return null;

  function step(by: number): void {
    const to = (at + by + pictures.length) % pictures.length;
    setShown({ id: pictures[to]?.id, at: to });
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLDialogElement>): void {
    // The page behind it hears nothing of what is pressed here.
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (event.key === '+' || event.key === '=') stage.current?.zoom(1);
    else if (event.key === '-') stage.current?.zoom(-1);
    else if (event.key === '0') stage.current?.fit();
    else return;
    event.preventDefault();
  }

  const place = t('find.count', { at: at + 1, count: pictures.length });
  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={picture.name}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <div class="lightbox-head">
        <FileName name={picture.name} />
        {pictures.length > 1 && <span class="lightbox-place">{place}</span>}
        <span class="lightbox-tools">
          <IconButton
            name="zoom-out"
            label={t('files.zoom-out')}
            onClick={() => stage.current?.zoom(-1)}
          />
          <IconButton
            name="zoom-in"
            label={t('files.zoom-in')}
            onClick={() => stage.current?.zoom(1)}
          />
          {canCopyPictures() && (
            <Copy key={picture.id} t={t} pictureOf={() => stage.current?.picture()} />
          )}
          {picture.file && <Download t={t} file={picture.file} />}
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
      <Stage key={picture.id} handle={stage} store={store} picture={picture} onBeside={onClose} />
      {pictures.length > 1 && (
        <>
          <IconButton
            name="chevron-left"
            class="lightbox-step before"
            label={t('files.previous')}
            onClick={() => step(-1)}
          />
          <IconButton
            name="chevron"
            class="lightbox-step after"
            label={t('files.next')}
            onClick={() => step(1)}
          />
        </>
      )}
      <p class="unseen" role="status">
        {`${picture.name}, ${place}`}
      </p>
    </dialog>
  );
}

/** Copies the picture itself, and says whether that is done. */
function Copy({
  t,
  pictureOf,
}: Pick<Preferences, 't'> & { pictureOf(): HTMLImageElement | null | undefined }) {
  const [isCopied, setCopied] = useState<boolean>();
  const label =
    isCopied === undefined ? 'files.copy' : isCopied ? 'chat.copied' : 'files.not-copied';
  return (
    <IconButton
      name={isCopied === undefined ? 'copy' : isCopied ? 'check' : 'warning'}
      label={t(label)}
      onClick={() => {
        const picture = pictureOf();
        if (picture) void copyPicture(picture).then(setCopied);
      }}
    />
  );
}
