import type { State } from '../../state/state.ts';
import type { Props } from '../props.ts';

/** Whether others see that the user writes, and how far they have read. */
export function SeenByOthers({ store, preferences: { t }, state }: Props & { state: State }) {
  return (
    <section class="part">
      <h2>{t('settings.seen')}</h2>
      <label class="check">
        <input
          type="checkbox"
          name="signsTyping"
          checked={state.choices.signsTyping}
          onChange={({ currentTarget }) => store.choose({ signsTyping: currentTarget.checked })}
        />
        {t('settings.signs-typing')}
      </label>
    </section>
  );
}
