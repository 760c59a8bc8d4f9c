import type { ListedDevice } from '../../../../../api/auth/devices/contract.ts';
import type { Preferences } from '../../../preferences.ts';
import type { State } from '../../../state/state.ts';
import { Icon, IconButton } from '../../parts/icon.tsx';
import { platformName } from '../../platform.ts';

/** So many users of a device are named. */
const MOST_NAMED = 4;

interface DeviceProps {
  preferences: Preferences;
  state: State;
  device: ListedDevice;
}

/** A workstation in the list, with the button that opens its dialog. */
export function DeviceLine(props: DeviceProps & { onManage(): void }) {
  const { preferences, state, device, onManage } = props;
  const { t } = preferences;
  const isOwn = state.session?.device.id === device.id;
  return (
    <li class={device.isBlocked ? 'disabled' : undefined}>
      <span class="mark">
        <Icon name={device.isProved ? 'key' : 'screen'} />
      </span>
      <span class="line-text">
        <span class="title">
          {device.name}
          {isOwn && <span class="soft"> · {t('settings.this-one')}</span>}
        </span>
        <Marks t={t} device={device} />
        {factsOf(props).map((fact) => (
          <span key={fact} class="soft">
            {fact}
          </span>
        ))}
      </span>
      <IconButton
        name="chevron"
        label={t('admin.manage', { name: device.name })}
        onClick={onManage}
      />
    </li>
  );
}

/** What an administrator has to know first: whether it is blocked, and whether a key waits. */
export function Marks({ t, device }: { t: Preferences['t']; device: ListedDevice }) {
  const waiting = device.keys.filter(({ state }) => state === 'waiting').length;
  const blocked = device.keys.filter(({ state }) => state === 'blocked').length;
  const marks = [
    device.isBlocked && t('admin.device-blocked'),
    waiting > 0 && t('admin.keys-waiting', { count: waiting }),
    blocked > 0 && t('admin.keys-blocked', { count: blocked }),
  ].filter((mark) => mark !== false);
  return marks.length === 0 ? null : <strong class="warned">{marks.join(' · ')}</strong>;
}

/** What it is, who uses it, and who is connected there, each in a line. */
export function factsOf({ preferences, state, device }: DeviceProps): string[] {
  const { t, formatMoment } = preferences;
  const { platform, isProved, lastUsedAt, connected } = device;
  const kind = [
    platformName(t, platform),
    t(isProved ? 'admin.device-proved' : 'admin.device-unproved'),
    lastUsedAt !== null && t('settings.remembered-used', { used: formatMoment(lastUsedAt) }),
  ];
  const people = [
    usersOf({ preferences, state, device }),
    connected !== null && t('admin.device-connected', { name: nameOf(t, state, connected) }),
  ];
  return [kind, people]
    .map((facts) => facts.filter(Boolean).join(' · '))
    .filter((line) => line !== '');
}

export function nameOf(t: Preferences['t'], state: State, userId: string): string {
  return state.names.get(userId) ?? t('chat.unknown-user');
}

function usersOf({ preferences: { t }, state, device: { users } }: DeviceProps): string {
  if (users.length === 0) return t('admin.device-unused');
  const names = users.slice(0, MOST_NAMED).map((id) => nameOf(t, state, id));
  const more = users.length - names.length;
  return t('admin.device-users', { names: names.join(', '), more });
}
