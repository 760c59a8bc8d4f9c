import { useComputed } from '@preact/signals';
import type { File } from '../../../../api/files/contract.ts';
import { onTheirWay, type ShownFile, shownFile } from '../../state/files.ts';
import type { Props } from '../props.ts';
import { FileCard } from './file-card.tsx';
import { Film, Sound } from './media.tsx';
import { Pictures } from './pictures.tsx';
import { TextFile } from './text-file.tsx';

/**
 * The files of a message, below its text: pictures side by side, and then each of the others. Those of a
 * post on its way are drawn alike, so that nothing moves when it arrives.
 */
export function Files({
  store,
  preferences,
  files,
  uploadIds,
}: Props & {
  files: readonly File[];
  /** Of a post on its way. */
  uploadIds?: readonly string[] | undefined;
}) {
  // Their progress draws nothing else again.
  const uploads = useComputed(() => {
    const now = store.state.value;
    return now === undefined || uploadIds === undefined ? [] : onTheirWay(now, uploadIds);
  });
  const shown = [...files.map(shownFile), ...uploads.value];
  if (shown.length === 0) return null;
  const pictures = shown.filter(({ picture }) => picture !== undefined);
  const others = shown.filter(({ picture }) => picture === undefined);
  const given = { store, preferences };
  return (
    <div class="files">
      {pictures.length > 0 && <Pictures {...given} pictures={pictures} />}
      {others.map((file, at) => (
        // The same for what was on its way and has arrived.
        <Other key={`${at} ${file.name} ${file.size}`} {...given} file={file} />
      ))}
    </div>
  );
}

function Other({ file, ...props }: Props & { file: ShownFile }) {
  // There is nothing in it to be shown, whatever its name says.
  if (file.size === 0) return <FileCard {...props} file={file} />;
  switch (file.kind) {
    case 'sound':
      return <Sound {...props} file={file} />;
    case 'film':
      return <Film {...props} file={file} />;
    case 'text':
      return <TextFile {...props} file={file} />;
    default:
      return <FileCard {...props} file={file} />;
  }
}
