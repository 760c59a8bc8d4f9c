/** A proxy that speaks HTTP, and the password that was given for it. */
export interface HttpProxy {
  host: string;
  port: number;
  authorization: string | undefined;
}

/** As Chromium names a proxy, `PROXY proxy.example.lan:3128`; undefined for a direct connection. */
export function firstProxy(resolved: string): string | undefined {
  const first = resolved.split(';')[0]?.trim() ?? '';
  return first === '' || first === 'DIRECT' ? undefined : first;
}

/** Its host and port; undefined where Node cannot speak to it, such as SOCKS. */
export function httpProxyOf(proxy: string): { host: string; port: number } | undefined {
  const [, host, port] = /^PROXY (?:\[)?([^\]]+?)(?:\])?:(\d+)$/.exec(proxy) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}
