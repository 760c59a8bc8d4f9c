import { KEPT_BY_MAIN } from '../../bridge.ts';
import type { OwedLogOut, Vault } from '../device/vault.ts';

const LEAVE_TIMEOUT_MS = 2_000;
const RETRY_LEAST_MS = 1_000;
const RETRY_MOST_MS = 60_000;

/** A request to a server; resolves to its answer's status, and rejects where there is none. */
export type Call = (
  origin: string,
  request: { method: string; path: string; token?: string; body?: object; signal?: AbortSignal },
) => Promise<number>;

export interface SeatDeps {
  vault: Vault;
  origin(): string;
  /** Describes this workstation, and proves that it is the one that has its key. */
  device(): Promise<Record<string, unknown>>;
  call: Call;
  /** The same, also when Chromium has ended already. */
  callAtTheEnd: Call;
  /** Called with the token of the session that is to be ended with the program, or with none. */
  onHeld(token: string | undefined): void;
}

/** The credentials of whoever is signed in on this workstation. The page never sees them. */
export type Seat = ReturnType<typeof createSeat>;

export function createSeat({ vault, origin, device, call, callAtTheEnd, onHeld }: SeatDeps) {
  let token: string | undefined;
  let retry: NodeJS.Timeout | undefined;
  let paying: Promise<void> | undefined;
  let signingIn: Promise<unknown> = Promise.resolve();
  let isLeaving = false;

  function hold(given: string | undefined): void {
    token = given;
    onHeld(given);
  }

  /** Runs a sign-in. `leave` waits for its outcome, so that it can end the new session. */
  function signIn(work: () => Promise<Response>): Promise<Response> {
    const answer = work();
    signingIn = answer.catch(() => undefined);
    return answer;
  }

  /** Adds what only main knows to the page's sign-in request: the device and its device token. */
  async function completeSignIn(wanted: Record<string, unknown>): Promise<Record<string, unknown>> {
    const kept = vault.get().deviceTokens[origin()];
    const isByDevice = wanted['deviceToken'] === KEPT_BY_MAIN;
    return {
      ...wanted,
      device: await device(),
      // Without a kept token the placeholder is sent, and the server refuses it like a dead token.
      ...(isByDevice && kept !== undefined && { deviceToken: kept }),
    };
  }

  /**
   * Keeps the answer's secrets and returns the answer with placeholders instead. The device token
   * is in the vault before the page gets its answer; the session token is kept in memory only.
   */
  async function takeSecrets(answer: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { token: given, deviceToken } = answer;
    if (typeof given !== 'string') return answer;
    hold(given);
    if (typeof deviceToken !== 'string') return { ...answer, token: KEPT_BY_MAIN };
    await keepDeviceToken(deviceToken);
    return { ...answer, token: KEPT_BY_MAIN, deviceToken: KEPT_BY_MAIN };
  }

  async function keepDeviceToken(deviceToken: string | undefined): Promise<void> {
    const { [origin()]: _, ...others } = vault.get().deviceTokens;
    await vault.change({
      deviceTokens: deviceToken === undefined ? others : { ...others, [origin()]: deviceToken },
    });
  }

  /**
   * Logs out. On this workstation that takes effect at once. The server is told now, or as soon as
   * it can be reached, even after a restart.
   */
  async function logOut(): Promise<void> {
    const deviceToken = vault.get().deviceTokens[origin()];
    const isAnything = token !== undefined || deviceToken !== undefined;
    const owed = {
      origin: origin(),
      ...(token !== undefined && { token }),
      ...(deviceToken !== undefined && { deviceToken }),
    };
    hold(undefined);
    vault.forgetUnopened();
    if (isAnything) await vault.change({ owed: [...vault.get().owed, owed] });
    await keepDeviceToken(undefined);
    await settle();
  }

  /** Waits until the pending log-outs are sent, but no longer than two seconds. */
  async function settle(): Promise<void> {
    await Promise.race([pay(), timeout(LEAVE_TIMEOUT_MS)]);
  }

  /** Sends each pending log-out to its server, and keeps trying while one cannot be reached. */
  function pay(): Promise<void> {
    paying ??= payAll().finally(() => {
      paying = undefined;
    });
    return paying;
  }

  async function payAll(failures = 0): Promise<void> {
    clearTimeout(retry);
    for (const owed of vault.get().owed) {
      if (!(await payOne(owed))) continue;
      await vault.change({ owed: vault.get().owed.filter((other) => other !== owed) });
    }
    if (vault.get().owed.length === 0) return;
    const wait = Math.min(RETRY_MOST_MS, RETRY_LEAST_MS * 2 ** failures);
    retry = setTimeout(() => {
      paying ??= payAll(failures + 1).finally(() => {
        paying = undefined;
      });
    }, wait);
    retry.unref();
  }

  /** True if the server has been told, also if there was nothing left to end. */
  async function payOne({ origin: to, token: over, deviceToken }: OwedLogOut): Promise<boolean> {
    try {
      const statuses = [
        over === undefined
          ? 204
          : await call(to, { method: 'DELETE', path: '/session', token: over }),
        deviceToken === undefined
          ? 204
          : await call(to, {
              method: 'POST',
              path: '/device-tokens/revoke',
              body: { deviceToken },
            }),
      ];
      return statuses.every((status) => status < 429);
    } catch {
      return false;
    }
  }

  /**
   * Ends the session when the client quits or changes servers, and keeps the device token. From
   * then on the page is cut off, since it would sign in again by itself.
   */
  async function leave(): Promise<void> {
    isLeaving = true;
    await Promise.race([signingIn, timeout(LEAVE_TIMEOUT_MS)]);
    if (token === undefined) return;
    const over = token;
    token = undefined;
    const signal = AbortSignal.timeout(LEAVE_TIMEOUT_MS);
    const path = '/session?keepDevice=true';
    // If the server cannot be reached, the lease runs out by itself.
    const request = { method: 'DELETE', path, token: over, signal };
    await callAtTheEnd(origin(), request).catch(() => undefined);
    onHeld(undefined);
  }

  /** Leaves the server, lets `change` choose another, and lets the page go on there. */
  async function leaveFor(change: () => void): Promise<void> {
    await leave();
    change();
    comeBack();
  }

  /** Lets the page go on after `leave`, where the client did not quit after all. */
  function comeBack(): void {
    isLeaving = false;
  }

  const isRemembered = () => vault.get().deviceTokens[origin()] !== undefined;

  return {
    token: () => token,
    isLeaving: () => isLeaving,
    isRemembered,
    signIn,
    completeSignIn,
    takeSecrets,
    logOut,
    settle,
    leave,
    leaveFor,
    comeBack,
    pay,
  };
}

function timeout(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
