import type { Session } from '../../../api/auth/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { KEPT_BY_MAIN } from '../../bridge.ts';
import { api, Refused, type SignedIn } from './api.ts';
import { describeDevice } from './device.ts';
import type { Keeper } from './keeper.ts';
import { wantLookBack } from './look-back.ts';

export type Held = { session: Session; user: User };

/** The browser's session, or else the reason why it has none any more, if the server knows it. */
export type Found = Held | { reason: string | undefined };

/** @throws Refused if the server does not answer whether there is a session */
export async function findSession(): Promise<Found> {
  try {
    return await api.session();
  } catch (error) {
    if (!(error instanceof Refused && error.isOver)) throw error;
    const reason = error.problem['reason'];
    return { reason: typeof reason === 'string' ? reason : undefined };
  }
}

/** The result of a sign-in by device token: the session, or the reason for the refusal. */
export type Shown = SignedIn | { refused: string };

/**
 * Signs in without a password, if this device has a device token. The caller must keep the new
 * token.
 *
 * @throws Refused if the same request may succeed later
 */
export async function showDeviceToken(keeper: Keeper): Promise<Shown | undefined> {
  const deviceToken = await tokenToShow(keeper);
  if (deviceToken === undefined) return undefined;
  try {
    return await api.signIn({ deviceToken, device: describeDevice(keeper) });
  } catch (error) {
    if (!(error instanceof Refused) || error.isPassing) throw error;
    if (error.status === 401) {
      keeper.keepDeviceToken(undefined);
      wantLookBack(keeper);
    }
    return { refused: reasonOf(error) };
  }
}

async function tokenToShow(keeper: Keeper): Promise<string | undefined> {
  const { workspace } = window;
  if (workspace === undefined) return keeper.deviceToken();
  return (await workspace.isRemembered()) ? KEPT_BY_MAIN : undefined;
}

function reasonOf({ status, code, problem }: Refused): string {
  if (status === 401) return 'heartbeat-missed';
  if (problem['otherKey'] === true) return `${code}-other-key`;
  return code === 'forbidden' ? 'disabled' : code;
}
