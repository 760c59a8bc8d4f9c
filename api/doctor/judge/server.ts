import { z } from 'zod';
import {
  check,
  type Finding,
  failure,
  ok,
  quiet,
  skipped,
  type Verdict,
  warning,
} from '../finding.ts';
import type { Answer, Diagnosed, Measurements, Outcome } from '../measurements.ts';
import { inBytes, inDays, inTime } from '../units.ts';

const SKEW_MS = { warning: 2_000, failure: 30_000 };

const readySchema = z.object({ status: z.literal('ready') });
const problem = z.object({ detail: z.string() });
const description = z.object({ info: z.object({ version: z.string() }) });

/** The server itself: whether it is ready, its version, its clock, what it says about itself. */
export function judgeServer(m: Measurements): Finding[] {
  return [
    check('ready', m.ready, judgeReady),
    check('version', m.description, (answer) => judgeVersion(answer, m.version)),
    check('clock', clockOf(m), judgeClock),
    check('token', m.diagnostics, () => ok("an administrator's")),
    check('process', quiet(m.diagnostics), ({ nodeVersion, uptimeSeconds, memoryBytes }) =>
      ok(
        `Node ${nodeVersion}, up for ${inDays(uptimeSeconds * 1_000)}, ${inBytes(memoryBytes)} of memory`,
      ),
    ),
    check('page', quiet(m.diagnostics), judgePage),
  ];
}

function judgeReady({ status, text, headers }: Answer): Verdict {
  if (status === 200) {
    return readySchema.safeParse(parseJson(text)).success
      ? ok('the server and its database answer')
      : failure('something answers, but it is not Workspace');
  }
  const isOwn = headers['content-type']?.includes('application/problem+json');
  if (isOwn && status === 404) {
    return skipped('not told to this address: OPS_ACCESS decides, and TRUSTED_PROXIES whose it is');
  }
  if (isOwn) {
    return failure(`the server lives, but is not ready: ${detailOf(text)}`, {
      settings: 'DATABASE_URL: is it right?',
      server:
        'systemctl status postgresql, for which it waits at its start, too; journalctl -u workspace tells the reason',
    });
  }
  return failure(
    `answered with ${status} by the proxy: no server behind it is there and has its database`,
    {
      nginx: 'upstream workspace: HOST and PORT of the server',
      caddy: 'to …: HOST and PORT of the server',
      haproxy: 'server …: HOST and PORT of the server',
      traefik: 'servers: url: HOST and PORT of the server',
      settings: 'HOST=0.0.0.0 where the proxy is on another machine; DATABASE_URL',
      server: 'systemctl status workspace postgresql; journalctl -u workspace tells the reason',
    },
  );
}

function judgeVersion({ text }: Answer, own: string): Verdict {
  const parsed = description.safeParse(parseJson(text));
  if (!parsed.success) return skipped('the server does not tell');
  const { version } = parsed.data.info;
  return version === own
    ? ok(version)
    : warning(
        `the server is ${version}, this doctor ${own}: use the one that came with the server`,
      );
}

/** By how much the server's clock is ahead, and how exactly that is known, in milliseconds. */
function clockOf(m: Measurements): Outcome<{ aheadMs: number; exactMs: number }> {
  if ('value' in m.diagnostics) {
    const { now, askedAt, ms } = m.diagnostics.value;
    return { value: { aheadMs: Date.parse(now) - askedAt - ms / 2, exactMs: ms / 2 } };
  }
  if (!('value' in m.ready)) return { skipped: 'the server does not answer' };
  const { headers, askedAt, ms } = m.ready.value;
  // The Date header has whole seconds; this takes the middle.
  const date = Date.parse(headers['date'] ?? '') + 500;
  return Number.isNaN(date)
    ? { skipped: 'the answer has no date' }
    : { value: { aheadMs: date - askedAt - ms / 2, exactMs: 500 + ms / 2 } };
}

function judgeClock({ aheadMs, exactMs }: { aheadMs: number; exactMs: number }): Verdict {
  const off = Math.max(0, Math.abs(aheadMs) - exactMs);
  if (off === 0) return ok(`the same as this machine's, within ${inTime(exactMs)}`);
  const found = `${inTime(Math.abs(aheadMs))} ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  const changes = { server: 'timedatectl set-ntp true, there and on this machine' };
  if (off > SKEW_MS.failure) return failure(found, changes);
  return off > SKEW_MS.warning ? warning(found, changes) : ok(found);
}

function judgePage({ settings: { webClient } }: Diagnosed): Verdict {
  return ok(
    {
      on: 'served to browsers everywhere',
      local: 'not served past a proxy; with WEB_CLIENT=on browsers get it, too',
      off: 'not served: WEB_CLIENT=off',
    }[webClient],
  );
}

function detailOf(text: string): string {
  const parsed = problem.safeParse(parseJson(text));
  return parsed.success ? parsed.data.detail : text.slice(0, 80);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
