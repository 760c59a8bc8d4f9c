import type { Life } from '../life.ts';
import type { Handler } from '../protocol/protocol.ts';
import type { Recorder } from '../recorder.ts';

type Init = RequestInit & { bypassCustomProtocolHandlers?: boolean };

/** Electron's `net`: Node's own fetch, which keeps no cookies whatever `credentials` says. */
export function createNet(
  life: Life,
  { machine }: Recorder,
  handlerOf: (url: string) => Handler | undefined,
) {
  return {
    async fetch(input: string | URL | Request, init: Init = {}): Promise<Response> {
      life.mustBeReady('net.fetch');
      const { bypassCustomProtocolHandlers, ...options } = init;
      const url = input instanceof Request ? input.url : String(input);
      const handler = handlerOf(url);
      if (handler !== undefined && bypassCustomProtocolHandlers !== true) {
        return handler(new Request(input, options));
      }
      if (!machine.isOnline) throw new Error('net::ERR_INTERNET_DISCONNECTED');
      return fetch(input, options).catch((error: unknown) => {
        throw asNetError(error);
      });
    },
    isOnline: () => machine.isOnline,
    get online() {
      return machine.isOnline;
    },
  };
}

/** Electron's errors have Chromium's names. */
function asNetError(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  const code: unknown = Object(cause)['code'];
  if (typeof code !== 'string') return error;
  const name = NAMES[code] ?? (/CERT|SIGNED/.test(code) ? 'ERR_CERT_AUTHORITY_INVALID' : undefined);
  return new Error(`net::${name ?? 'ERR_FAILED'}`, { cause: error });
}

const NAMES: Record<string, string> = {
  ECONNREFUSED: 'ERR_CONNECTION_REFUSED',
  ECONNRESET: 'ERR_CONNECTION_RESET',
  UND_ERR_SOCKET: 'ERR_CONNECTION_CLOSED',
  ENOTFOUND: 'ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'ERR_NAME_NOT_RESOLVED',
  UND_ERR_CONNECT_TIMEOUT: 'ERR_CONNECTION_TIMED_OUT',
  CERT_HAS_EXPIRED: 'ERR_CERT_DATE_INVALID',
  ERR_TLS_CERT_ALTNAME_INVALID: 'ERR_CERT_COMMON_NAME_INVALID',
};
