import { MOST_DRAGGED_BYTES } from '../../../bridge.ts';
import { type ShownFile, urlOfFile } from '../../state/files.ts';
import { OWN_FILE } from '../attach/given-files.ts';
import { dragNatively } from './native-drag.ts';

/**
 * What lets a file be dragged out of the window, such as onto the desktop. Electron drags a copy; else, and
 * where it is too large for that, Chromium loads it where it is dropped, on Windows and macOS. In the
 * conversation it is taken for no new file.
 */
export function dragOut({ file }: Pick<ShownFile, 'file'>) {
  if (file === undefined) return {};
  const { id, name, type, size } = file;
  return {
    draggable: true,
    onDragStart(event: DragEvent) {
      const { dataTransfer } = event;
      if (dataTransfer === null) return;
      if (window.workspace !== undefined && size <= MOST_DRAGGED_BYTES) {
        event.preventDefault();
        void dragNatively(window.workspace, id);
        return;
      }
      const url = new URL(urlOfFile(id), location.href);
      // As `type:name:address`, so that a colon would end the name.
      dataTransfer.setData('DownloadURL', `${type}:${name.replaceAll(':', '_')}:${url}`);
      dataTransfer.setData(OWN_FILE, id);
      dataTransfer.effectAllowed = 'copy';
    },
  };
}
