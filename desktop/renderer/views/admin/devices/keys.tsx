import { useRef, useState } from 'preact/hooks';
import type { DeviceKey } from '../../../../../api/auth/devices/contract.ts';
import { api } from '../../../live/api.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Fault } from '../../parts/form.tsx';
import { useAttempt } from '../../use-attempt.ts';
import { useFocusBack } from '../../use-focus-back.ts';
import { nameOf } from './device-line.tsx';
import type { DeviceDialogProps } from './props.ts';

type Act = 'approve' | 'unblock' | 'block' | 'forget';

/** The keys of a workstation, each with what an administrator can do with it. */
export function DeviceKeys(props: DeviceDialogProps) {
  const { preferences, state, device, onDone } = props;
  const { t } = preferences;
  const [asked, ask] = useState<{ key: DeviceKey; act: 'block' | 'forget' }>();
  const title = useRef<HTMLHeadingElement>(null);
  const attempt = useAttempt(t);
  useFocusBack(title, [device, asked]);

  async function run(act: Act, key: DeviceKey): Promise<void> {
    if (act === 'forget') await api.deleteDeviceKey(device.id, key.id);
    else await api.changeDeviceKey(device.id, key.id, act === 'block' ? 'blocked' : 'enrolled');
    await onDone(t(`admin.key.${act}-done`, { name: nameOf(t, state, key.addedBy) }));
  }

  return (
    <section class="part">
      <h3 ref={title} tabIndex={-1}>
        {t('admin.keys')}
      </h3>
      <p class="hint">{t('admin.keys-detail')}</p>
      <Fault text={attempt.fault} />
      <ul class="lines">
        {device.keys.map((key) => (
          <KeyLine
            key={key.id}
            preferences={preferences}
            deviceKey={key}
            name={nameOf(t, state, key.addedBy)}
            onAct={(act) => {
              if (act === 'block' || act === 'forget') ask({ key, act });
              else void attempt.run(() => run(act, key));
            }}
          />
        ))}
      </ul>
      {device.keys.length === 0 && <p>{t('admin.keys-none')}</p>}
      {asked && (
        <Confirm
          t={t}
          title={t(`admin.key.${asked.act}-sure`, { name: nameOf(t, state, asked.key.addedBy) })}
          action={t(`admin.key.${asked.act}`)}
          onConfirm={() => run(asked.act, asked.key)}
          onClose={() => ask(undefined)}
        >
          <p>{t(`admin.key.${asked.act}-detail`)}</p>
        </Confirm>
      )}
    </section>
  );
}

function KeyLine({
  preferences: { t, formatMoment },
  deviceKey: { state, createdAt, lastUsedAt },
  name,
  onAct,
}: {
  preferences: DeviceDialogProps['preferences'];
  deviceKey: DeviceKey;
  /** Whose sign-in added it. */
  name: string;
  onAct(act: Act): void;
}) {
  const added = t('admin.key-added', { name, since: formatMoment(createdAt) });
  const used = lastUsedAt && t('settings.remembered-used', { used: formatMoment(lastUsedAt) });
  const acts: Record<DeviceKey['state'], readonly Act[]> = {
    enrolled: ['block', 'forget'],
    waiting: ['approve', 'block', 'forget'],
    blocked: ['unblock', 'forget'],
  };
  return (
    <li class="wrapped">
      <span class="line-text">
        <span class={state === 'enrolled' ? undefined : 'warned'}>
          {t(`admin.key-is.${state}`)}
        </span>
        <span class="soft">{[added, used].filter(Boolean).join(' · ')}</span>
      </span>
      <span class="actions">
        {acts[state].map((act) => (
          <button
            key={act}
            type="button"
            class={act === 'approve' ? 'button small primary' : 'button small'}
            onClick={() => onAct(act)}
          >
            {t(`admin.key.${act}`)}
            <span class="unseen"> {added}</span>
          </button>
        ))}
      </span>
    </li>
  );
}
