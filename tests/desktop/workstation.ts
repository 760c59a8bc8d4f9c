import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Cipher, openVault } from '../../desktop/main/device/vault.ts';
import { showWorkstation } from '../../desktop/main/device/workstation.ts';
import { keptFile } from '../../desktop/main/kept-file.ts';
import { callServer } from '../../desktop/main/server/call-server.ts';
import { createGateway } from '../../desktop/main/server/gateway.ts';
import { createSeat } from '../../desktop/main/server/seat.ts';
import type { Answer } from '../support/api.ts';

/** Seals visibly, so that a test can see that nothing is written in the clear. */
export const cipher: Cipher = {
  isAvailable: async () => true,
  encrypt: async (text) => Buffer.from([...Buffer.from(text)].map((byte) => byte ^ 0x5a)),
  decrypt: async (sealed) => Buffer.from([...sealed].map((byte) => byte ^ 0x5a)).toString('utf8'),
};

/** What main holds of a workstation, without Electron; `restart` is the program started again. */
export async function createWorkstation(origin: string, name: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-desktop-'));
  const file = keptFile(path.join(folder, 'secrets'));
  const files = { file, unopened: keptFile(path.join(folder, 'secrets.unopened')) };
  let isOnline = true;
  let refused: readonly [path: string, status: number] | undefined;
  const online = async (url: string, init: RequestInit) => {
    if (!isOnline) throw new TypeError('offline');
    return refused !== undefined && url.endsWith(refused[0])
      ? new Response(null, { status: refused[1] })
      : fetch(url, init);
  };

  async function start() {
    const vault = await openVault(files, cipher);
    const shown = { vault, fetch: online, machineId: name, hostname: name, platform: 'linux' };
    const device = () => showWorkstation({ ...shown, user: 'ann' }, origin);
    const call = callServer(online);
    const seat = createSeat({
      vault,
      origin: () => origin,
      device,
      call,
      callAtTheEnd: call,
      onHeld: () => undefined,
    });
    const forward = createGateway({
      ...{ fetch: online, seat, origin: () => origin },
      onFault: () => undefined,
    });
    return {
      seat,
      vault,
      /**
       * As the page asks its own origin.
       *
       * @throws Error where it is handed a token or a cookie
       */
      async ask(
        method: string,
        to: string,
        body?: unknown,
        headers: Record<string, string> = {},
      ): Promise<Answer> {
        const request = new Request(`app://workspace/api/v1${to}`, {
          method,
          headers: {
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const answer = await forward(request);
        const text = await answer.text();
        const handed = `${JSON.stringify([...answer.headers])} ${text}`;
        if (/ws[a-z]_|set-cookie/.test(handed)) throw new Error(`the page is handed ${handed}`);
        return {
          status: answer.status,
          headers: answer.headers,
          body: text === '' ? undefined : JSON.parse(text),
        };
      },
      forward,
    };
  }

  return {
    start,
    kept: () => file.read()?.toString('latin1') ?? '',
    /** What a later start would find. */
    opened: async () => (await openVault(files, cipher)).get(),
    set isOnline(value: boolean) {
      isOnline = value;
    },
    /** A path that something in front of the server answers, and how. */
    set refused(value: typeof refused) {
      refused = value;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
