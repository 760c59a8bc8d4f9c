import type { ComponentChildren } from 'preact';
import { type ShownFile, urlOfFile } from '../../state/files.ts';
import type { Props } from '../props.ts';
import { Download } from './download.tsx';
import { dragOut } from './drag-out.ts';
import { FileName } from './file-name.tsx';
import { FileSign } from './file-sign.tsx';
import { UploadBar, UploadState, UploadTools } from './on-its-way.tsx';

/** A file by its sign, name and size, with what saves it, and under that what can be seen of it. */
export function FileCard({
  store,
  preferences,
  file: shown,
  children,
}: Props & { file: ShownFile; children?: ComponentChildren }) {
  const { t, formatSize } = preferences;
  const { name, kind, file, upload } = shown;
  const isOpened = children !== undefined && children !== false;
  return (
    <div class={isOpened ? 'file opened' : 'file'}>
      <div class="file-head" {...dragOut(shown)}>
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
        {upload && <UploadTools store={store} preferences={preferences} upload={upload} />}
        {file !== undefined && !upload && <Download t={t} file={file} isStop={false} />}
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
