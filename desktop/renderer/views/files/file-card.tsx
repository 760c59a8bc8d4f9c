import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownFile } from '../../state/files.ts';
import type { Props } from '../props.ts';
import { Download } from './download.tsx';
import { dragOut } from './drag-out.ts';
import { FileName } from './file-name.tsx';
import { FileSign } from './file-sign.tsx';
import { UploadBar, UploadState, UploadTools } from './on-its-way.tsx';
import { PdfDialog } from './pdf/pdf-dialog.tsx';

/** A file by its sign, name and size, with what saves it, and under that what can be seen of it. A PDF opens. */
export function FileCard({
  store,
  preferences,
  file: shown,
  children,
}: Props & { file: ShownFile; children?: ComponentChildren }) {
  const { t, formatSize } = preferences;
  const { name, kind, file, upload } = shown;
  const [isOpen, setOpen] = useState(false);
  const isOpened = children !== undefined && children !== false;
  return (
    <div class={isOpened ? 'file opened' : 'file'}>
      <div class="file-head" {...dragOut(shown)}>
        <FileSign kind={kind} />
        <span class="file-text">
          {file !== undefined && kind === 'pdf' ? (
            <button
              type="button"
              class="file-open file-stop"
              aria-haspopup="dialog"
              tabIndex={-1}
              onClick={() => setOpen(true)}
            >
              <FileName name={name} />
            </button>
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
      {isOpen && file !== undefined && (
        <PdfDialog
          store={store}
          preferences={preferences}
          file={file}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}
