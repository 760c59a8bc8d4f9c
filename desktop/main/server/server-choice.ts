import { z } from 'zod';
import type { ConnectionMode, ServerCheck } from '../../bridge.ts';
import { Unreachable } from '../network/fault.ts';

const CHECK_TIMEOUT_MS = 8_000;

const MODES = ['local', 'proxmox', 'production'] as const satisfies ConnectionMode[];

const presetsSchema = z
  .object({
    mode: z.enum(MODES),
    servers: z.partialRecord(z.enum(MODES), z.url({ protocol: /^https?$/ })),
    /** PEM, of the organisation's own authorities; a relative path is beside this file. */
    caFile: z.string().min(1).optional(),
  })
  .transform(({ mode, servers, caFile }, context) => {
    const offered = MODES.flatMap((mode) => {
      const url = servers[mode];
      return url === undefined ? [] : [{ mode, url: originOf(url) ?? url }];
    });
    const first = offered.find((preset) => preset.mode === mode)?.url;
    if (first !== undefined) return { first, offered, ...(caFile !== undefined && { caFile }) };
    context.addIssue({ code: 'custom', path: ['servers', mode], message: 'is missing' });
    return z.NEVER;
  });
/** What `connection.json` says: the servers that it offers, by use, and the one to start with. */
export type Presets = z.output<typeof presetsSchema>;

/** @throws Error that names the fault */
export function parsePresets(text: string): Presets {
  // Windows' editors and PowerShell begin a file with a byte order mark.
  const parsed = presetsSchema.safeParse(JSON.parse(text.replace(/^\uFEFF/, '')));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
}

/**
 * The origin of an address as people type it. Without a scheme it is HTTPS, or HTTP on this
 * machine; for HTTP elsewhere the user types `http://`.
 */
export function originOf(typed: string): string | undefined {
  const text = typed.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const guessed = /^(localhost|127\.|\[::1\])/i.test(text) ? 'http' : 'https';
  const url = URL.parse(hasScheme ? text : `${guessed}://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  return url.origin;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Calls the address and checks that Workspace answers; after a redirect, uses the new origin. */
export async function checkServer(typed: string, fetch: Fetch): Promise<ServerCheck> {
  const origin = originOf(typed);
  if (origin === undefined) return { ok: false, reason: 'invalid-address' };
  try {
    const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
    const response = await fetch(`${origin}/api/v1/setup`, { credentials: 'omit', signal });
    const answer = setupSchema.safeParse(await response.json().catch(() => undefined));
    if (!response.ok || !answer.success) {
      return { ok: false, reason: response.status >= 502 ? 'unreachable' : 'not-workspace' };
    }
    return { ok: true, url: originOf(response.url) ?? origin };
  } catch (error) {
    if (!(error instanceof Unreachable)) return { ok: false, reason: 'unreachable' };
    return { ok: false, reason: error.fault.code, fault: error.fault };
  }
}

const setupSchema = z.object({ required: z.boolean() });
