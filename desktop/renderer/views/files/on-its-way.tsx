import type { Preferences } from '../../preferences.ts';
import { canBeRetried, type Upload } from '../../state/uploads.ts';
import { IconButton } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { uploadFault } from './upload-fault.ts';

/** What has become of a file that is on its way, in words, where that is not to be seen. */
export function UploadState({
  preferences,
  upload,
}: Pick<{ preferences: Preferences }, 'preferences'> & { upload: Upload }) {
  const { t } = preferences;
  const { status } = upload;
  if (status === 'waiting') return <> · {t('files.waiting')}</>;
  if (status !== 'failed') return null;
  return (
    <>
      {' · '}
      <span class="fault">{t('files.failed', { why: uploadFault(preferences, upload) })}</span>
    </>
  );
}

/** How much of it is sent. */
export function UploadBar({ upload: { name, size, sent, status } }: { upload: Upload }) {
  if (status !== 'sending') return null;
  return <progress class="file-bar" aria-label={name} value={sent} max={Math.max(1, size)} />;
}

/** Sends it again where it failed, and takes it out of the post, which goes without it. */
export function UploadTools({ store, preferences: { t }, upload }: Props & { upload: Upload }) {
  const { id, name, status } = upload;
  const isOver = status === 'stored' || status === 'failed';
  return (
    <>
      {canBeRetried(upload) && (
        <IconButton
          name="retry"
          class="file-stop"
          label={t('attach.retry', { name })}
          onClick={() => store.retryUpload(id)}
        />
      )}
      <IconButton
        name="close"
        class="file-stop remove-upload"
        label={t(isOver ? 'attach.remove' : 'attach.cancel', { name })}
        onClick={() => keepFocus(() => store.removeUpload(id))}
      />
    </>
  );
}

/**
 * Keeps the focus where the file goes with it: on the file that takes its place, or the last one of the
 * post, or in the composer.
 */
function keepFocus(remove: () => void): void {
  const button = document.activeElement;
  const files = button?.closest('.files');
  const field = button?.closest('.pane, main')?.querySelector<HTMLElement>('.composer textarea');
  const buttons = () => [...(files?.querySelectorAll<HTMLElement>('.remove-upload') ?? [])];
  const at = buttons().findIndex((one) => one.isSameNode(button));
  remove();
  // What is left is drawn by then.
  requestAnimationFrame(() => {
    const left = files?.isConnected === true ? buttons() : [];
    (left[at] ?? left.at(-1) ?? field)?.focus();
  });
}
