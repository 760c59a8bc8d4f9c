import { useState } from 'preact/hooks';
import type { DeviceChange } from '../../../../../api/auth/devices/contract.ts';
import { api } from '../../../live/api.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Fault, Field, Form } from '../../parts/form.tsx';
import { Modal } from '../../parts/modal.tsx';
import { useAttempt } from '../../use-attempt.ts';
import { factsOf, Marks } from './device-line.tsx';
import { DeviceKeys } from './keys.tsx';
import type { DeviceDialogProps } from './props.ts';

/** One workstation: its name, its keys, and whether it may be used at all. */
export function DeviceDialog(props: DeviceDialogProps) {
  const { preferences, state, device, done, close } = props;
  const { t, formatMoment } = preferences;
  return (
    <Modal title={device.name} t={t} onClose={close}>
      <section class="part">
        <Marks t={t} device={device} />
        <p class="soft">
          {[
            ...factsOf({ preferences, state, device }),
            t('admin.device-since', { since: formatMoment(device.createdAt) }),
          ].join(' · ')}
        </p>
        <p class="done" role="status">
          {done}
        </p>
      </section>
      <Rename {...props} />
      {device.isProved && <DeviceKeys {...props} />}
      <End {...props} />
    </Modal>
  );
}

function Rename({ preferences: { t }, device, onDone }: DeviceDialogProps) {
  const attempt = useAttempt(t);
  async function rename(name: string | null): Promise<void> {
    await api.changeDevice(device.id, { name });
    await onDone(
      name === null
        ? t('admin.device-unnamed', { name: device.name })
        : t('admin.device-renamed', { name: device.name, to: name }),
    );
  }
  return (
    <section class="part">
      <Form
        class="line"
        isBusy={attempt.isBusy}
        onSubmit={(values) => void attempt.run(() => rename(values('name').trim() || null))}
      >
        <Field
          label={t('admin.device-name')}
          name="name"
          hint={t('admin.device-name-hint')}
          value={device.isNamed ? device.name : ''}
          placeholder={device.name}
          fault={attempt.faultAt('name')}
          autocomplete="off"
          maxLength={80}
        />
        <button type="submit" class="button">
          {t('admin.device-rename')}
        </button>
      </Form>
      <Fault text={attempt.fault} />
    </section>
  );
}

/** Blocks the workstation, takes the block away, or forgets the workstation. */
function End({ preferences: { t }, state, device, onDone }: DeviceDialogProps) {
  const [asked, ask] = useState<'block' | 'unblock' | 'free'>();
  const { id, name, isBlocked } = device;
  const isOwn = state.session?.device.id === id;
  const change = (what: DeviceChange) => api.changeDevice(id, what);
  const acts = {
    block: () => change({ blocked: true }),
    unblock: () => change({ blocked: false }),
    free: () => api.freeDevice(id),
  };
  const blocking = isBlocked ? 'unblock' : 'block';
  return (
    <section class="part actions">
      <button
        type="button"
        class={isBlocked ? 'button' : 'button danger'}
        onClick={() => ask(blocking)}
      >
        {t(`admin.device.${blocking}`)}
      </button>
      <button type="button" class="button danger" onClick={() => ask('free')}>
        {t('admin.device.free')}
      </button>
      {asked && (
        <Confirm
          t={t}
          title={t(`admin.device.${asked}-sure`, { name })}
          action={t(`admin.device.${asked}`)}
          isDanger={asked !== 'unblock'}
          onConfirm={async () => {
            await acts[asked]();
            await onDone(t(`admin.device.${asked}-done`, { name }));
          }}
          onClose={() => ask(undefined)}
        >
          <p>{t(`admin.device.${asked}-detail`)}</p>
          {isOwn && asked !== 'unblock' && <p>{t('admin.device-own')}</p>}
        </Confirm>
      )}
    </section>
  );
}
