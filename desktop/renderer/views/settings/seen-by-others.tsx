import { useState } from 'preact/hooks';
import type { State } from '../../state/state.ts';
import { Fault } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

/** Whether others see that the user writes, and how far they have read. */
export function SeenByOthers({ store, preferences: { t }, state }: Props & { state: State }) {
  const attempt = useAttempt(t);
  /** While it is on its way to the server. */
  const [wanted, setWanted] = useState<boolean>();
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
      <label class="check">
        <input
          type="checkbox"
          name="sharesReads"
          aria-describedby="shares-reads-detail"
          checked={wanted ?? state.me.sharesReads}
          onChange={({ currentTarget }) => {
            const sharesReads = currentTarget.checked;
            setWanted(sharesReads);
            void attempt
              .run(() => store.changeOwn({ sharesReads }))
              .then(() => setWanted(undefined));
          }}
        />
        {t('settings.shares-reads')}
      </label>
      <p class="hint" id="shares-reads-detail">
        {t('settings.shares-reads-detail')}
      </p>
      <Fault text={attempt.fault} />
    </section>
  );
}
