import type { TargetedKeyboardEvent, TargetedPointerEvent, TargetedWheelEvent } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { useWords } from '../parts/words.ts';
import { type Crop, placeOf, scaled, shifted } from './crop.ts';
import type { LocalPicture } from './local-picture.ts';

/** By how much a press moves, in sides of the square, and zooms; and a pixel of the wheel. */
const STEP = 0.04;
const NEARER = 1.1;
const PER_PIXEL = 1.002;

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};
const ZOOMS: Readonly<Record<string, number>> = {
  '+': NEARER,
  '=': NEARER,
  '-': 1 / NEARER,
};

interface CropProps {
  picture: LocalPicture;
  crop: Crop;
}

/** The square under which the picture is moved: by the pointer, the wheel and keys. */
export function CropStage({
  picture,
  crop,
  onCrop,
}: CropProps & { onCrop(change: (before: Crop) => Crop): void }) {
  const t = useWords();
  const id = useId();
  /** Where the pointer was that drags it. */
  const last = useRef<{ x: number; y: number }>(undefined);

  function onPointerDown(event: TargetedPointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || !event.isPrimary) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = { x: event.clientX, y: event.clientY };
  }
  function onPointerMove(event: TargetedPointerEvent<HTMLDivElement>): void {
    const from = last.current;
    if (from === undefined || !event.isPrimary) return;
    const { clientX: x, clientY: y } = event;
    const side = event.currentTarget.clientWidth;
    last.current = { x, y };
    onCrop((before) => shifted(before, (x - from.x) / side, (y - from.y) / side, picture));
  }
  function onPointerEnd(): void {
    last.current = undefined;
  }
  function onWheel(event: TargetedWheelEvent<HTMLDivElement>): void {
    event.preventDefault();
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const at = {
      x: (event.clientX - left) / width - 0.5,
      y: (event.clientY - top) / height - 0.5,
    };
    const by = PER_PIXEL ** -event.deltaY;
    onCrop((before) => scaled(before, before.scale * by, picture, at));
  }
  function onKeyDown(event: TargetedKeyboardEvent<HTMLDivElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    const zoom = ZOOMS[event.key];
    if (move === undefined && zoom === undefined) return;
    event.preventDefault();
    if (move !== undefined) onCrop((before) => shifted(before, ...move, picture));
    if (zoom !== undefined) onCrop((before) => scaled(before, before.scale * zoom, picture));
  }

  return (
    <>
      <div
        class="crop-stage"
        role="application"
        aria-label={t('picture.part')}
        aria-describedby={id}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move it
        tabIndex={0}
        autofocus
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        onWheel={onWheel}
        onKeyDown={onKeyDown}
      >
        <Cropped picture={picture} crop={crop} />
      </div>
      <p class="hint" id={id}>
        {t('picture.how')}
      </p>
    </>
  );
}

/** What is in the square, in whatever size it has. */
export function Cropped({ picture, crop }: CropProps) {
  const { left, top, width, height } = placeOf(crop, picture);
  return (
    <span class="cropped">
      <img
        src={picture.image.src}
        alt=""
        draggable={false}
        style={{ left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` }}
      />
    </span>
  );
}
