import { Icon } from '../parts/icon.tsx';

/** Lights up over what takes files while some are held over it. */
export function DropPlace({ text }: { text: string }) {
  return (
    <div class="drop-place" aria-hidden="true">
      <p>
        <Icon name="clip" />
        {text}
      </p>
    </div>
  );
}
