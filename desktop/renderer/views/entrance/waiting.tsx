import { useEffect, useState } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';
import { focusOnMount } from '../parts/focus.ts';
import { useNow } from '../use-now.ts';

/** Counts down until the seat is free, and then signs in by itself. */
export function Waiting({
  t,
  why,
  forMs,
  isBusy,
  onFree,
  onCancel,
}: {
  t: Preferences['t'];
  /** Who has it, where the title does not say all. */
  why: string | undefined;
  forMs: number;
  isBusy: boolean;
  onFree(): void;
  onCancel(): void;
}) {
  const [freeAt] = useState(() => Date.now() + forMs);
  const now = useNow(true, 100);
  const isFree = now >= freeAt;
  useEffect(() => {
    if (isFree) onFree();
  }, [isFree]);
  const seconds = Math.max(1, Math.ceil((freeAt - now) / 1000));
  return (
    <>
      {why && <p>{why}</p>}
      <progress
        class="countdown"
        max={forMs}
        value={Math.max(0, freeAt - now)}
        aria-label={t('sign-in.device-in-use-then')}
      />
      <p role="timer">
        {isBusy || isFree
          ? t('sign-in.device-in-use-busy')
          : t('sign-in.device-in-use-detail', { seconds })}
      </p>
      <p class="soft">{t('sign-in.device-in-use-then')}</p>
      <button type="button" class="button" ref={focusOnMount} onClick={onCancel}>
        {t('sign-in.cancel')}
      </button>
    </>
  );
}
