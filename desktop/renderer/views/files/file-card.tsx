import type { ComponentChildren } from 'preact';
import type { Preferences } from '../../preferences.ts';
import { type ShownFile, urlOfFile } from '../../state/files.ts';
import type { Upload } from '../../state/uploads.ts';
import { codeText } from '../faults.ts';
import type { Props } from '../props.ts';
import { Download } from './download.tsx';
import { FileName } from './file-name.tsx';
import { FileSign } from './file-sign.tsx';

/** A file by its sign, name and size, with what saves it, and under that what can be seen of it. */
export function FileCard({
  preferences,
  file: shown,
  children,
}: Props & { file: ShownFile; children?: ComponentChildren }) {
  const { t, formatSize } = preferences;
  const { name, kind, file, upload } = shown;
  const isOpened = children !== undefined && children !== false;
  return (
    <div class={isOpened ? 'file opened' : 'file'}>
      <div class="file-head">
        <FileSign kind={kind} />
        <span class="file-text">
          {file !== undefined && opensInTab(kind) ? (
            <a
              class="file-open file-stop"
              href={urlOfFile(file.id)}
              target="_blank"
              rel="noopener noreferrer"
              title={t('files.open-tab', { name })}
              tabIndex={-1}
            >
              <FileName name={name} />
            </a>
          ) : (
            <FileName name={name} />
          )}
          <span class="file-size">
            {formatSize(shown.size)}
            {upload && <UploadState preferences={preferences} upload={upload} />}
          </span>
        </span>
        {file !== undefined && <Download t={t} file={file} isStop={false} />}
      </div>
      {upload && <UploadBar upload={upload} />}
      {children}
    </div>
  );
}

/** Electron has no tab for it, and would ask the system for a program for its own addresses. */
function opensInTab(kind: ShownFile['kind']): boolean {
  return kind === 'pdf' && window.workspace === undefined;
}

/** What has become of a file that is on its way, in words, where that is not to be seen. */
export function UploadState({
  preferences: { t },
  upload: { status, refusal },
}: Pick<{ preferences: Preferences }, 'preferences'> & { upload: Upload }) {
  if (status === 'waiting') return <> · {t('files.waiting')}</>;
  if (status !== 'failed') return null;
  return (
    <>
      {' · '}
      <span class="fault">{t('files.failed', { why: codeText(t, refusal ?? '') })}</span>
    </>
  );
}

/** How much of it is sent. */
export function UploadBar({ upload: { name, size, sent, status } }: { upload: Upload }) {
  if (status !== 'sending') return null;
  return <progress class="file-bar" aria-label={name} value={sent} max={Math.max(1, size)} />;
}
