import type { Life } from '../life.ts';
import type { Addresses } from './addresses.ts';

export type Handler = (request: Request) => Response | Promise<Response>;

interface CustomScheme {
  scheme: string;
  privileges?: { standard?: boolean; secure?: boolean; supportFetchAPI?: boolean };
}

/** Electron's `protocol`, for the standard schemes that an app registers before it is ready. */
export function createProtocol(life: Life, addresses: Addresses) {
  const privileged = new Set<string>();
  const handlers = new Map<string, Handler>();

  function mustBeNew(scheme: string): void {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    if (!privileged.has(scheme)) {
      throw new Error(`stand-in: only registered standard schemes are modelled, not ${scheme}`);
    }
  }

  const protocol = {
    registerSchemesAsPrivileged(schemes: readonly CustomScheme[]): void {
      life.mustNotBeReady('protocol.registerSchemesAsPrivileged');
      for (const { scheme, privileges } of schemes) {
        if (privileges?.standard !== true || privileges.secure !== true) continue;
        privileged.add(scheme);
        addresses.add(scheme);
      }
    },
    handle(scheme: string, handler: Handler): void {
      life.mustBeReady('protocol');
      mustBeNew(scheme);
      handlers.set(scheme, handler);
    },
    unhandle(scheme: string): void {
      if (!handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
    },
    isProtocolHandled(scheme: string): boolean {
      return handlers.has(scheme);
    },
  };
  return { protocol, handlerOf: (url: string) => handlers.get(url.split(':', 1)[0] ?? '') };
}
