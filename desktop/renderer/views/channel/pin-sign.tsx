import type { Preferences } from '../../preferences.ts';
import { Icon } from '../parts/icon.tsx';

/** Beside a pinned message, where it moves nothing. */
export function PinSign({ t }: Pick<Preferences, 't'>) {
  return (
    <span class="pin-sign" title={t('pins.pinned')}>
      <Icon name="pin" />
      <span class="unseen">{t('pins.pinned')}</span>
    </span>
  );
}
