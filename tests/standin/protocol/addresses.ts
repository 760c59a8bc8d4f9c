/**
 * Chromium alone knows no schemes of an app's own. A page of `app://workspace` is
 * `http://workspace.app.localhost` in it: a secure context with a stable origin, whatever the port
 * that the host is mapped to.
 */
export interface Addresses {
  /** Makes a scheme's addresses known. */
  add(scheme: string): void;
  /** As Chromium knows it; an address of another scheme is itself. */
  toChromium(url: string): string;
  /** As Electron knows it; an address of another kind is itself. */
  toElectron(url: string): string;
  /** Chromium's rules that lead every such host to `port`. */
  hostRules(port: number): string;
}

export function createAddresses(): Addresses {
  const schemes = new Set<string>();
  return {
    add(scheme) {
      schemes.add(scheme);
    },
    toChromium(url) {
      const [, scheme = '', host = '', rest = ''] =
        /^([a-z.+-]+):\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
      return schemes.has(scheme) ? `http://${host}.${scheme}.localhost${rest || '/'}` : url;
    },
    toElectron(url) {
      const [, host = '', scheme = '', rest = ''] =
        /^http:\/\/([^/?#]+)\.([^./?#]+)\.localhost(?::80)?(.*)$/s.exec(url) ?? [];
      return schemes.has(scheme) ? `${scheme}://${host}${rest}` : url;
    },
    hostRules(port) {
      return [...schemes].map((scheme) => `MAP *.${scheme}.localhost 127.0.0.1:${port}`).join(', ');
    },
  };
}

/** The origin of an address of either kind, opaque ones as `null`. */
export function originOf(url: string): string {
  return /^([a-z.+-]+:\/\/[^/?#]+)/.exec(url)?.[1] ?? 'null';
}
