import type { Session } from '../../../api/auth/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { KEPT_BY_MAIN } from '../../bridge.ts';
import { api, Refused, type SignedIn } from './api.ts';
import { describeDevice } from './device.ts';
import type { Keeper } from './keeper.ts';

/** The session that this browser has; else why it has none any more, where the server knows. */
export type Found = { session: Session; user: User } | { reason: string | undefined };

/** @throws Refused where the server does not say */
export async function findSession(): Promise<Found> {
  try {
    return await api.session();
  } catch (error) {
    if (!(error instanceof Refused && error.isOver)) throw error;
    const reason = error.problem['reason'];
    return { reason: typeof reason === 'string' ? reason : undefined };
  }
}

/** What came of showing the device token: in, or why not. */
export type Shown = SignedIn | { refused: string };

/**
 * Signs in without a password, where the workstation has a device token. The new one is the caller's
 * to keep.
 *
 * @throws Refused where the server does not say
 */
export async function showDeviceToken(keeper: Keeper): Promise<Shown | undefined> {
  const deviceToken = await tokenToShow(keeper);
  if (deviceToken === undefined) return undefined;
  try {
    return await api.signIn({ deviceToken, device: describeDevice(keeper) });
  } catch (error) {
    if (!(error instanceof Refused) || error.isPassing) throw error;
    if (error.status === 401) keeper.keepDeviceToken(undefined);
    return { refused: reasonOf(error) };
  }
}

async function tokenToShow(keeper: Keeper): Promise<string | undefined> {
  const { workspace } = window;
  if (workspace === undefined) return keeper.deviceToken();
  return (await workspace.isRemembered()) ? KEPT_BY_MAIN : undefined;
}

function reasonOf({ status, code }: Refused): string {
  if (status === 401) return 'heartbeat-missed';
  return code === 'forbidden' ? 'disabled' : code;
}
