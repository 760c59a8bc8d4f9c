import type { Alarm, State } from './state.ts';

/** One that has come, before the user has dismissed it. */
type Told = Alarm extends infer One
  ? One extends Alarm
    ? Omit<One, 'isDismissed'>
    : never
  : never;

/** Many workstations may be set up anew in a row. The oldest are forgotten first. */
const MOST = 200;

/** An answer tells of a key without its id, this long around the event that tells of it. */
const SAME_SIGN_IN_MS = 60_000;

export function addAlarm(state: State, told: Told): State {
  if (state.alarms.some((known) => isSame(known, told))) return state;
  return { ...state, alarms: [...state.alarms, { ...told, isDismissed: false }].slice(-MOST) };
}

export function dismissAlarms(state: State, dismissed: readonly Alarm[]): State {
  const alarms = state.alarms.map((one) =>
    dismissed.some((other) => isSame(one, other)) ? { ...one, isDismissed: true } : one,
  );
  return { ...state, alarms };
}

/** The session has been opened by a key that its workstation did not have before. */
export function addOwnKey(state: State): State {
  const { me, session } = state;
  if (session === undefined) return state;
  const { device, createdAt: at } = session;
  return addAlarm(state, { kind: 'device-key.added', device, userId: me.id, at });
}

function isSame(a: Told, b: Told): boolean {
  if (a.device.id !== b.device.id) return false;
  if (a.kind === 'device-token.reused' || b.kind === 'device-token.reused') {
    return a.kind === b.kind && a.at === b.at;
  }
  if (a.key !== undefined && b.key !== undefined) return a.key.id === b.key.id;
  return a.userId === b.userId && Math.abs(Date.parse(a.at) - Date.parse(b.at)) < SAME_SIGN_IN_MS;
}
