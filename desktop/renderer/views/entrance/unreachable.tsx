import { connectionFault } from '../faults.ts';
import type { Props } from '../props.ts';
import { Entrance } from './entrance.tsx';
import { Gate } from './gate.tsx';
import { Tried } from './tried.tsx';

/** The server does not answer: why, if that is known, what to do, and what was tried. */
export function Unreachable({ store, preferences }: Props) {
  const { t } = preferences;
  const { workspace } = window;
  const fault = store.fault.value;
  const start = () => void store.start();
  const isNamed = fault !== undefined && fault.code !== 'unreachable';
  return (
    <Entrance
      preferences={preferences}
      title={t(isNamed ? 'app.no-way' : 'app.unreachable')}
      onServer={start}
    >
      <p role="alert">{isNamed ? connectionFault(t, fault) : t('app.unreachable-detail')}</p>
      {workspace && fault?.password && (
        <Gate
          key={fault.password.to}
          bridge={workspace}
          wanted={fault.password}
          t={t}
          onGiven={start}
        />
      )}
      {fault && <Tried preferences={preferences} fault={fault} />}
      <button type="button" class={fault?.password ? 'button' : 'button primary'} onClick={start}>
        {t('app.try-again')}
      </button>
    </Entrance>
  );
}
