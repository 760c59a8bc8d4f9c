import { useState } from 'preact/hooks';
import type { Bridge } from '../../../bridge.ts';
import { connectionFault } from '../faults.ts';
import { Modal } from '../parts/modal.tsx';
import type { Props } from '../props.ts';
import { Gate } from './gate.tsx';

/** Asks for the password of a proxy, or of what stands in front of the server, over any screen. */
export function GateDialog({ store, preferences, bridge }: Props & { bridge: Bridge }) {
  const { t } = preferences;
  /** Whoever has closed it is not asked again at each try to connect. */
  const [closed, setClosed] = useState<string>();
  const fault = store.fault.value;
  if (fault?.password === undefined || fault.password.to === closed) return null;
  // That screen has the fields itself.
  if (store.screen.value.name === 'unreachable') return null;
  const { password } = fault;
  return (
    <Modal
      title={connectionFault(t, fault)}
      t={t}
      onClose={() => setClosed(password.to)}
      size="small"
    >
      <Gate bridge={bridge} wanted={password} t={t} onGiven={store.wake} />
    </Modal>
  );
}
