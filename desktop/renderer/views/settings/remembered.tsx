import { useEffect, useRef, useState } from 'preact/hooks';
import type { RememberedDevice } from '../../../../api/auth/contract.ts';
import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Fault } from '../parts/form.tsx';
import { platformName } from '../platform.ts';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

/** The workstations on which the user stays signed in, each with a button to forget it. */
export function Remembered({ store, preferences }: Props) {
  const { t } = preferences;
  const [devices, setDevices] = useState<readonly RememberedDevice[]>();
  const [leaving, setLeaving] = useState<RememberedDevice>();
  const [forgotten, setForgotten] = useState<string>();
  const title = useRef<HTMLHeadingElement>(null);
  const reading = useAttempt(t);
  const read = () => reading.run(async () => setDevices((await api.deviceTokens()).deviceTokens));
  useEffect(() => void read(), []);
  useEffect(() => {
    // The button that had the focus is gone, and the question that lay over the title is closed.
    if (forgotten !== undefined && leaving === undefined) title.current?.focus();
  }, [forgotten, leaving]);

  function ask(one: RememberedDevice): void {
    setForgotten(undefined);
    setLeaving(one);
  }

  async function forget({ id, device, isCurrent }: RememberedDevice): Promise<void> {
    await api.deleteDeviceToken(id);
    if (isCurrent) store.keeper.keepDeviceToken(undefined);
    setForgotten(device.name);
    await read();
  }

  return (
    <section class="part">
      <h2 ref={title} tabIndex={-1}>
        {t('settings.remembered')}
      </h2>
      <p class="hint">{t('settings.remembered-detail')}</p>
      <Fault text={reading.fault} />
      <p class="done" role="status">
        {forgotten !== undefined && t('settings.forgotten', { name: forgotten })}
      </p>
      {devices?.length === 0 && <p>{t('settings.remembered-none')}</p>}
      <ul class="lines">
        {devices?.map((one) => (
          <li key={one.id}>
            <Workplace preferences={preferences} remembered={one} />
            <button type="button" class="button small" onClick={() => ask(one)}>
              {t('settings.forget')}
              <span class="unseen"> {one.device.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {leaving && (
        <ForgetSure
          t={t}
          remembered={leaving}
          onConfirm={() => forget(leaving)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </section>
  );
}

/** Asks before a workstation is forgotten. */
function ForgetSure({
  t,
  remembered: { device, isCurrent },
  onConfirm,
  onClose,
}: {
  t: Preferences['t'];
  remembered: RememberedDevice;
  onConfirm(): Promise<void>;
  onClose(): void;
}) {
  return (
    <Confirm
      t={t}
      title={t('settings.forget-sure', { name: device.name })}
      action={t('settings.forget')}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>{t(isCurrent ? 'settings.forget-this-detail' : 'settings.forget-detail')}</p>
    </Confirm>
  );
}

function Workplace({
  preferences: { t, formatMoment },
  remembered: { device, createdAt, lastUsedAt, isCurrent },
}: {
  preferences: Preferences;
  remembered: RememberedDevice;
}) {
  const facts = [
    platformName(t, device.platform),
    t('settings.remembered-since', { since: formatMoment(createdAt) }),
    t('settings.remembered-used', { used: formatMoment(lastUsedAt) }),
  ];
  return (
    <span class="line-text">
      <span class="title">{device.name}</span>
      <span class="soft">
        {isCurrent && <strong>{t('settings.this-one')} · </strong>}
        {facts.filter(Boolean).join(' · ')}
      </span>
    </span>
  );
}
