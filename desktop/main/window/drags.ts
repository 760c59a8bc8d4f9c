import { app, type NativeImage, type WebContents } from 'electron';
import type { Handlers } from '../ipc.ts';
import type { DragCopies } from './drag-copies.ts';

/** Lets the page drag the server's files out of the window, as copies that the system takes. */
export function offerDrags(
  page: WebContents,
  copies: DragCopies,
  appIcon: NativeImage,
): Pick<Handlers, 'prepareDrag' | 'startDrag'> {
  const plain = appIcon.resize({ width: 48 });
  let prepared: { id: string; icon: NativeImage } | undefined;
  app.on('will-quit', copies.clear);
  return {
    async prepareDrag(id) {
      const file = await copies.bring(id);
      if (file === undefined) return false;
      const icon = await app.getFileIcon(file).catch(() => plain);
      // Electron drags nothing without a picture on macOS.
      prepared = { id, icon: icon.isEmpty() ? plain : icon };
      return true;
    },
    async startDrag(id) {
      const file = copies.find(id);
      if (file === undefined) return;
      // Comes back when it has been dropped, except on macOS.
      page.startDrag({ file, icon: prepared?.id === id ? prepared.icon : plain });
    },
  };
}
