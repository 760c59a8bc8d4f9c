const MEANINGS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name has no address: correct the URL, or the DNS (or /etc/hosts)',
  EAI_AGAIN: 'the name cannot be looked up: the DNS does not answer',
  ECONNREFUSED: 'nothing listens there: is the proxy running, and on this port?',
  EHOSTUNREACH: 'no route leads there: look at network and firewall',
  ENETUNREACH: 'no route leads there: look at network and firewall',
  ETIMEDOUT: 'no answer: look at network and firewall',
  ECONNRESET: 'the connection was broken off',
  EPROTO: 'it does not speak TLS of version 1.2 or later',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS: is it http:// on this port?',
  ABORT_ERR: 'no answer in time',
};

/** Explains an error in one line to whoever has to fix it. */
export function explain(error: unknown, where = ''): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const meaning = MEANINGS[code] ?? (error instanceof Error ? error.message : String(error));
  return where === '' ? meaning : `${where}: ${meaning}`;
}
