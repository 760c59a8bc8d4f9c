import type { File } from '../../../../api/files/contract.ts';
import type { Preferences } from '../../preferences.ts';
import { urlOfFile } from '../../state/files.ts';
import { Icon } from '../parts/icon.tsx';

/** Saves the file. */
export function Download({
  t,
  file,
  isStop = true,
}: Pick<Preferences, 't'> & {
  file: Pick<File, 'id' | 'name'>;
  /** In a message, its tab stop is the row's (see `onRovingFocus`). */
  isStop?: boolean;
}) {
  const label = t('files.download', { name: file.name });
  return (
    <a
      class="icon file-stop"
      href={urlOfFile(file.id)}
      download={file.name}
      aria-label={label}
      title={label}
      tabIndex={isStop ? undefined : -1}
    >
      <Icon name="download" />
    </a>
  );
}
