import type { Bridge } from '../../../bridge.ts';
import { OWN_DRAG } from '../attach/given-files.ts';

/** The drop may reach the page after the answer that the drag has ended, by so many milliseconds. */
const AFTER_MS = 200;

/**
 * Drags a file out of Electron's window, once main has a copy of it and if the button is still held then.
 * To be called in `dragstart`, whose own drag was prevented.
 */
export async function dragNatively(
  { prepareDrag, startDrag }: Pick<Bridge, 'prepareDrag' | 'startDrag'>,
  fileId: string,
): Promise<void> {
  const released = untilReleased();
  document.documentElement.dataset[OWN_DRAG] = 'waiting';
  try {
    if (!(await prepareDrag(fileId)) || released.aborted) return;
    document.documentElement.dataset[OWN_DRAG] = 'dragged';
    await startDrag(fileId);
    await new Promise((resolve) => setTimeout(resolve, AFTER_MS));
  } finally {
    delete document.documentElement.dataset[OWN_DRAG];
  }
}

/** Aborts when no button is held any more, wherever the mouse is. */
function untilReleased(): AbortSignal {
  const stop = new AbortController();
  const { signal } = stop;
  const onPointer = ({ buttons }: PointerEvent) => {
    if (buttons === 0) stop.abort();
  };
  for (const name of ['pointerup', 'pointercancel', 'pointermove'] as const) {
    window.addEventListener(name, onPointer, { signal, capture: true });
  }
  return signal;
}
