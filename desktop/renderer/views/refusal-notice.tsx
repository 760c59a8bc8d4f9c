import type { Refusal } from '../live/refusals.ts';
import { faultText, type Meanings } from './faults.ts';
import { IconButton } from './parts/icon.tsx';
import type { Props } from './props.ts';

const MEANINGS: Partial<Record<Refusal['what'], Meanings>> = {
  pin: { forbidden: 'pins.full' },
};

/** Says what the server has refused to do, and why, where nothing else on the screen can. */
export function RefusalNotice({ store, preferences: { t } }: Props) {
  const refusal = store.refusal.value;
  return (
    <div class="toast" role="status">
      {refusal !== undefined && (
        <p>
          {t(`refusal.${refusal.what}`, {
            why: faultText(t, refusal.refused, MEANINGS[refusal.what]),
          })}
          <IconButton name="close" label={t('nav.close')} onClick={store.forgetRefusal} />
        </p>
      )}
    </div>
  );
}
