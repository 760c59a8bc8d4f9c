import { api } from './api.ts';
import type { Stay, StayDeps } from './stay.ts';
import { findSession, showDeviceToken } from './way-in.ts';

/** Where to begin: with the first run, a session, a device token, or the sign-in screen. */
export async function comeIn({ keeper }: StayDeps, stay: Stay): Promise<void> {
  if ((await api.isSetupRequired()).required) {
    stay.screen.value = { name: 'setup' };
    return;
  }
  const found = await findSession();
  if ('session' in found) return stay.enter(found);
  const shown = await showDeviceToken(keeper);
  if (shown === undefined || 'refused' in shown) return stay.end(shown?.refused);
  stay.take(shown);
  return stay.enter(shown);
}

/**
 * A workstation that slept too long signs in again by itself; a user whose session was ended for
 * another reason does not. Another window of this browser may have signed in already.
 *
 * @param mine the stay's count when the session was found to be over
 */
export async function comeBackIn(
  { keeper, model, connection }: StayDeps,
  stay: Stay,
  mine: number,
  reason: string | undefined,
): Promise<void> {
  if (stay.count !== mine) return;
  const found = await findSession();
  if (stay.count !== mine) return;
  if ('session' in found) {
    const isSame = found.user.id === model.state.value?.me.id;
    return isSame ? stay.resume(found) : stay.enter(found);
  }
  connection.stop();
  const why = found.reason ?? reason ?? 'heartbeat-missed';
  if (why !== 'heartbeat-missed') return stay.end(why);
  const shown = await showDeviceToken(keeper);
  // The user has logged out meanwhile. Their log-out waits for the lock, and ends the new session.
  if (stay.count !== mine) return;
  if (shown === undefined || 'refused' in shown) return stay.end(shown?.refused ?? why);
  stay.take(shown);
  stay.resume(shown);
}
