import { check, type Finding, failure, ok, skipped, type Verdict, warning } from '../finding.ts';
import { type Delivery, type Measurements, USUAL_PING_MS, type Watched } from '../measurements.ts';
import { inTime } from '../units.ts';

const MESSAGES = 3;
const SLOW_MS = 2_000;
/** Longer than a busy server and network delay a ping, in milliseconds. */
const PING_LATE_MS = 5_000;
/** Proxies cut silent connections after a minute unless told otherwise. */
const PROXY_DEFAULT_MS = 60_000;

const UNBUFFERED = {
  nginx:
    'in location = /api/v1/events: proxy_buffering off; proxy_http_version 1.1; and no proxy_ignore_headers with X-Accel-Buffering',
  caddy: 'in reverse_proxy: flush_interval -1, or nothing, since events are flushed by default',
  haproxy: 'no compression and no filter on /api/v1/events',
  traefik: 'no buffering middleware on the router; responseForwarding.flushInterval: 1ms',
};

const PLAIN = {
  nginx: 'in location = /api/v1/events: gzip off; and no text/event-stream in gzip_types',
  caddy:
    'encode only what is not /api/v1/events: @rest not path /api/v1/events, encode @rest zstd gzip',
  haproxy: 'compression type without text/event-stream',
  traefik: 'compress middleware: excludedContentTypes: [text/event-stream]',
};

const PATIENT = {
  nginx: 'in location = /api/v1/events: proxy_read_timeout 60s; proxy_send_timeout 60s;',
  caddy:
    'in reverse_proxy: no stream_timeout, no transport read_timeout or write_timeout below 60s',
  haproxy: 'timeout server 60s, timeout client 60s',
  traefik:
    'entryPoints.….transport.respondingTimeouts: readTimeout 0, writeTimeout 0, idleTimeout 180s',
  settings: 'PING_INTERVAL_MS below that time, where what stands between cannot be changed',
};

/** Whether events come at once, one by one, and for as long as a client stays. */
export function judgeEvents(m: Measurements): Finding[] {
  const pingMs = pingIntervalOf(m);
  return [
    check('first event', m.idle, judgeFirst),
    check('compression', m.encoding, judgeEncoding),
    check('one by one', m.delivery, judgeDelivery),
    check('resume', m.delivery, judgeResume),
    check('pings', m.idle, (watched) => judgePings(watched, pingMs)),
    check('idle stream', m.idle, (watched) => judgeIdle(watched, pingMs)),
  ];
}

/** The ping interval that the server reports to an administrator, else the default. */
function pingIntervalOf({ diagnostics }: Measurements): number {
  return 'value' in diagnostics ? diagnostics.value.settings.pingIntervalMs : USUAL_PING_MS;
}

const readyMs = ({ events }: Watched) => events.find(({ event }) => event === 'ready')?.atMs;

function judgeFirst(watched: Watched): Verdict {
  const { status = 200, watchedMs, plainMs } = watched;
  if (status !== 200) return failure(`the stream was answered with ${status}`);
  const first = readyMs(watched);
  if (first === undefined) {
    return failure(
      `buffered: none within ${inTime(watchedMs)}, while a plain request takes ${inTime(plainMs)}`,
      UNBUFFERED,
    );
  }
  const found = `after ${inTime(first)}; a plain request takes ${inTime(plainMs)}`;
  return first > plainMs + SLOW_MS ? warning(found, UNBUFFERED) : ok(found);
}

function judgeEncoding(encoding: string): Verdict {
  return encoding === 'identity'
    ? ok('none on events')
    : failure(`events are compressed (${encoding}), so they wait for one another`, PLAIN);
}

function judgeDelivery({ arrivals }: Delivery): Verdict {
  if (arrivals.length < MESSAGES) {
    const which = `message ${arrivals.length + 1} of ${MESSAGES}`;
    return failure(`buffered: ${which} had not come when the next was due`, UNBUFFERED);
  }
  const slowest = Math.max(...arrivals);
  const found = `${MESSAGES} messages, each before the next was posted, within ${inTime(slowest)}`;
  return slowest > SLOW_MS ? warning(found, UNBUFFERED) : ok(found);
}

function judgeResume({ arrivals, isResumed }: Delivery): Verdict {
  if (arrivals.length < MESSAGES) return skipped('the messages did not come');
  return isResumed
    ? ok('from a cursor: exactly what came after it')
    : failure('from a cursor, something else came than what followed it', {
        ...UNBUFFERED,
        settings: 'one DATABASE_URL for all servers behind the proxy',
      });
}

function judgePings(watched: Watched, pingMs: number): Verdict {
  const { events, endedMs, watchedMs } = watched;
  if (readyMs(watched) === undefined) return skipped('no first event came');
  if (endedMs !== undefined) return skipped('the stream ended before');
  const times = [...events.map(({ atMs }) => atMs), watchedMs];
  const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
  const longest = Math.max(...gaps);
  if (longest > pingMs + PING_LATE_MS) {
    return failure(
      `silence for ${inTime(longest)}, though the server sends a ping after ${inTime(pingMs)}`,
      UNBUFFERED,
    );
  }
  const pings = events.filter(({ event }) => event === 'ping').length;
  return pings === 0 && watchedMs < pingMs + PING_LATE_MS
    ? skipped(`none was due in ${inTime(watchedMs)}: leave --idle at 75`)
    : ok(`${pings}, and never more than ${inTime(longest)} without an event`);
}

function judgeIdle(watched: Watched, pingMs: number): Verdict {
  const { events, endedMs, watchedMs } = watched;
  if (readyMs(watched) === undefined) return skipped('no first event came');
  const last = events.at(-1);
  if (last?.event === 'stream.closing' || last?.event === 'session.ended') {
    return warning('the server itself ended the stream: was it stopped just now?');
  }
  if (endedMs !== undefined) return judgeCut(endedMs, endedMs - (last?.atMs ?? 0), pingMs);
  return watchedMs > PROXY_DEFAULT_MS
    ? ok(`still open after ${inTime(watchedMs)}`)
    : skipped(`still open after ${inTime(watchedMs)}; 75 prove more: leave --idle at that`);
}

function judgeCut(endedMs: number, silenceMs: number, pingMs: number): Verdict {
  return failure(
    silenceMs < pingMs
      ? `cut after ${inTime(endedMs)}, ${inTime(silenceMs)} after the last event: a timeout shorter than the ${inTime(pingMs)} to a ping, or a proxy that was restarted`
      : `cut after ${inTime(endedMs)}, when a ping was due`,
    PATIENT,
  );
}
