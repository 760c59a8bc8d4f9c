import type {
  RefObject,
  TargetedMouseEvent,
  TargetedPointerEvent,
  TargetedWheelEvent,
} from 'preact';
import { useImperativeHandle, useRef, useState } from 'preact/hooks';
import { type ShownFile, urlOfFile, urlOfThumbnail } from '../../state/files.ts';
import type { Store } from '../../store.ts';
import { useLocalUrl } from './use-local-url.ts';
import { FIT, moved, type Room, zoomed } from './zoom.ts';

/** By how much a press zooms, and a pixel of the wheel. */
const STEP = 1.5;
const PER_PIXEL = 1.002;

export interface StageHandle {
  /** One step nearer, or further. */
  zoom(step: 1 | -1): void;
  fit(): void;
  /** The picture itself, which may still be on its way. */
  picture(): HTMLImageElement | null;
}

/**
 * A picture in all of the room that there is, but no larger than it is: first the small one, and over it
 * the picture itself. Zoomed, it is moved by the pointer.
 */
export function Stage({
  handle,
  store,
  picture: { id, name, file, picture = { width: 1, height: 1 } },
  onBeside,
}: {
  handle: RefObject<StageHandle | null>;
  store: Store;
  picture: ShownFile;
  onBeside(): void;
}) {
  const local = useLocalUrl(store, id);
  const stage = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const whole = useRef<HTMLImageElement>(null);
  const [view, setView] = useState(FIT);
  const [isLoaded, setLoaded] = useState(false);
  const [isDragged, setDragged] = useState(false);
  useImperativeHandle(handle, () => ({
    zoom: (step) => setView((now) => zoomed(now, STEP ** step, roomOf())),
    fit: () => setView(FIT),
    picture: () => whole.current,
  }));

  function roomOf(): Room {
    const { clientWidth = 0, clientHeight = 0 } = stage.current ?? {};
    const { offsetWidth = 0, offsetHeight = 0 } = frame.current ?? {};
    return {
      stage: { width: clientWidth, height: clientHeight },
      picture: { width: offsetWidth, height: offsetHeight },
    };
  }

  function onWheel(event: TargetedWheelEvent<HTMLDivElement>): void {
    event.preventDefault();
    const at = fromMiddle(event);
    setView((now) => zoomed(now, PER_PIXEL ** -event.deltaY, roomOf(), at));
  }
  function onDblClick(event: TargetedMouseEvent<HTMLDivElement>): void {
    const at = fromMiddle(event);
    setView((now) => (now.scale > 1 ? FIT : zoomed(now, STEP ** 2, roomOf(), at)));
  }
  function onPointerDown(event: TargetedPointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || view.scale === 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragged(true);
  }
  function onPointerMove({ movementX, movementY }: PointerEvent): void {
    if (isDragged) setView((now) => moved(now, movementX, movementY, roomOf()));
  }

  const { width, height } = picture;
  const { scale, x, y } = view;
  const original = local ?? (file && urlOfFile(file.id));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys do the same (see Lightbox)
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does
    <div
      ref={stage}
      class={scale > 1 ? 'stage zoomed' : 'stage'}
      onWheel={onWheel}
      onDblClick={onDblClick}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDragged(false)}
      onPointerCancel={() => setDragged(false)}
      onClick={(event) => event.target === event.currentTarget && scale === 1 && onBeside()}
    >
      <div
        ref={frame}
        class={isDragged ? 'stage-frame dragged' : 'stage-frame'}
        style={{
          width: `min(100cqw, ${width}px, ${(100 * width) / height}cqh)`,
          aspectRatio: `${width} / ${height}`,
          transform: `translate(${x}px, ${y}px) scale(${scale})`,
        }}
      >
        {local === undefined && file !== undefined && !isLoaded && (
          <img src={urlOfThumbnail(file.id)} alt="" draggable={false} />
        )}
        {original !== undefined && (
          <img
            ref={whole}
            src={original}
            alt={name}
            draggable={false}
            onLoad={() => setLoaded(true)}
          />
        )}
      </div>
    </div>
  );
}

/** Where the pointer is, in pixels from the middle of the stage. */
function fromMiddle({ clientX, clientY, currentTarget }: MouseEvent & { currentTarget: Element }) {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}
