import type { FileKind } from '../../state/files.ts';
import { Icon, type IconName } from '../parts/icon.tsx';

/** What stands for each kind of file. */
export const SIGNS: Readonly<Record<FileKind, IconName>> = {
  picture: 'picture',
  sound: 'sound',
  film: 'film',
  pdf: 'pdf',
  text: 'text',
  writing: 'writing',
  sheet: 'sheet',
  slides: 'slides',
  archive: 'package',
  other: 'file',
};

/** What kind of file it is, for the eye. */
export function FileSign({ kind }: { kind: FileKind }) {
  return (
    <span class="file-sign">
      <Icon name={SIGNS[kind]} />
    </span>
  );
}
