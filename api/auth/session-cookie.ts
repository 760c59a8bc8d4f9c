import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { AppEnv } from '../http/env.ts';
import { originOf } from '../http/request.ts';

/**
 * Over HTTPS the name has the prefix that lets no other host and no plain HTTP set the cookie
 * (RFC 6265bis, section 4.1.3.2). Browsers refuse that prefix over plain HTTP.
 */
const NAME = 'workspace_session';
const prefixOf = (isSecure: boolean) => (isSecure ? ('host' as const) : undefined);
const LONGEST_S = 400 * 24 * 60 * 60;

/** Reads this one cookie. Whatever else the browser sends is not looked at. */
export function readSessionCookie(c: Context<AppEnv>): string | undefined {
  return getCookie(c, NAME, prefixOf(originOf(c).isSecure));
}

/** Until the browser ends, or beyond that where the device is remembered. */
export function setSessionCookie(c: Context<AppEnv>, token: string, isRemembered: boolean): void {
  write(c, token, isRemembered ? { maxAge: LONGEST_S } : {});
}

export function clearSessionCookie(c: Context<AppEnv>): void {
  write(c, '', { maxAge: 0 });
}

function write(c: Context<AppEnv>, value: string, lifetime: { maxAge?: number }): void {
  const { isSecure } = originOf(c);
  const attributes = { httpOnly: true, sameSite: 'Strict', path: '/', ...lifetime } as const;
  if (isSecure) setCookie(c, NAME, value, { ...attributes, prefix: 'host', secure: true });
  else setCookie(c, NAME, value, attributes);
}
