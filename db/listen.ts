import { setTimeout as delay } from 'node:timers/promises';
import { NOTICE_CHANNEL, type NoticeListener } from './database.ts';
import { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

const RECONNECT_DELAY_MS = 500;

/**
 * Holds one connection for notices, and replaces it whenever it is lost, or is with another server
 * than the newest session. `onFault` is told once of each loss, however often connecting fails then.
 */
export async function listen(
  sessions: Sessions,
  onNotice: NoticeListener,
  onFault: (error: Error) => void,
): Promise<() => Promise<void>> {
  const stopped = new AbortController();
  let current: Session | undefined;
  let isLost = false;

  async function once(): Promise<void> {
    const client = new Session(sessions);
    current = client;
    let fault: Error | undefined;
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    client.on('error', (error: Error) => {
      fault = error;
    });
    client.on('notification', ({ payload }) => onNotice(payload ?? ''));
    const stay = sessions.onMove((server) => {
      if (client.server !== undefined && client.server !== server) void leave(client);
    });
    try {
      await client.connect();
      await client.query(`listen ${NOTICE_CHANNEL}`);
      isLost = false;
      onNotice('');
      await ended;
      if (fault !== undefined) throw fault;
    } finally {
      stay();
      await leave(client);
    }
  }

  function tell(error: Error): void {
    if (!isLost) onFault(error);
    isLost = true;
  }

  async function forever(): Promise<void> {
    while (!stopped.signal.aborted) {
      await once().catch(tell);
      await delay(RECONNECT_DELAY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const done = forever();
  return async () => {
    stopped.abort();
    if (current !== undefined) await leave(current);
    await done;
  };
}

async function leave(client: Session): Promise<void> {
  await client.end().catch(() => undefined);
}
