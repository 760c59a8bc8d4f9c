import { useEffect, useRef } from 'preact/hooks';
import { kindOf } from '../../state/files.ts';
import { canBeRetried, type Upload } from '../../state/uploads.ts';
import { FileName } from '../files/file-name.tsx';
import { SIGNS } from '../files/file-sign.tsx';
import { uploadFault } from '../files/upload-fault.ts';
import { ButtonBar } from '../parts/button-bar.tsx';
import { Icon, IconButton } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { useBlobUrl } from './use-blob-url.ts';

/** What every browser draws, and nothing runs in. */
const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

type TrayProps = Props & { uploads: readonly Upload[]; isOffline: boolean };

/** The files of the message that is being written: how far each has been sent, and what one can do. */
export function Tray({ uploads, ...props }: TrayProps) {
  const { t } = props.preferences;
  return (
    <>
      <span class="unseen" role="status">
        {uploads.length > 0 && t('attach.count', { count: uploads.length })}
      </span>
      {uploads.length > 0 && (
        <ButtonBar class="tray" label={t('attach.tray')}>
          {uploads.map((upload) => (
            <Chip key={upload.id} {...props} upload={upload} />
          ))}
        </ButtonBar>
      )}
    </>
  );
}

type ChipProps = Omit<TrayProps, 'uploads'> & { upload: Upload };

function Chip(props: ChipProps) {
  const { store, preferences, upload } = props;
  const { t } = preferences;
  const { id, name, status } = upload;
  const isFailed = status === 'failed';
  const chip = useRef<HTMLFieldSetElement>(null);
  // Among many, it would be out of sight, and so would what one can do.
  useEffect(() => {
    if (isFailed) chip.current?.scrollIntoView({ block: 'nearest' });
  }, [isFailed]);
  const label = isFailed || status === 'stored' ? 'attach.remove' : 'attach.cancel';

  function remove(button: Element | null): void {
    focusBeside(button);
    store.removeUpload(id);
  }

  return (
    <fieldset
      ref={chip}
      class={`file-chip ${status}`}
      aria-label={name}
      onKeyDown={(event) => {
        if (event.key !== 'Delete' || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        remove(document.activeElement);
      }}
    >
      <Picture {...props} />
      <div class="chip-text">
        <FileName name={name} />
        <Said {...props} />
      </div>
      {canBeRetried(upload) && (
        <IconButton
          name="retry"
          label={t('attach.retry', { name })}
          onClick={() => store.retryUpload(id)}
        />
      )}
      <IconButton
        name="close"
        class="remove"
        label={t(label, { name })}
        onClick={() => remove(document.activeElement)}
      />
      {(status === 'waiting' || status === 'sending') && (
        <progress
          aria-label={t('attach.progress', { name })}
          max={upload.size || 1}
          value={upload.sent}
        />
      )}
    </fieldset>
  );
}

function Picture({ store, upload }: ChipProps) {
  const { id, type } = upload;
  const url = useBlobUrl(PICTURES.test(type) ? store.localFile(id) : undefined);
  if (url !== undefined) return <img class="look" src={url} alt="" draggable={false} />;
  return (
    <span class="look">
      <Icon name={SIGNS[kindOf(upload)]} />
    </span>
  );
}

/** Why it failed, that it waits, or how large it is. */
function Said({ preferences, upload, isOffline }: ChipProps) {
  const { t, formatSize } = preferences;
  const { status, size } = upload;
  if (status === 'failed') {
    return (
      <span class="fault" role="alert">
        {uploadFault(preferences, upload)}
      </span>
    );
  }
  const waits = isOffline && status !== 'stored';
  return <span class="soft">{waits ? t('attach.waiting') : formatSize(size)}</span>;
}

/** When a file goes with the focus in it, the one beside it takes over, or the field. */
function focusBeside(button: Element | null): void {
  const chip = button?.closest('.file-chip');
  if (chip == null) return;
  const beside = chip.nextElementSibling ?? chip.previousElementSibling;
  const field = chip.closest('.compose-row')?.querySelector('textarea');
  const next = beside?.querySelector<HTMLElement>('.remove') ?? field;
  next?.focus();
}
