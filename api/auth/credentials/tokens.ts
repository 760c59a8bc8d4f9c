import { createHmac, hash, randomBytes } from 'node:crypto';

/** A secret of 256 random bits with a prefix that scanners and people recognise. */
export function newToken(prefix: 'wss_' | 'wsd_' | 'wsk_'): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** SHA-256, hex. Nobody can guess a secret of 256 random bits, so it needs no salt or slow hash. */
export function digest(token: string): string {
  return hash('sha256', token);
}

/** HMAC-SHA256 (RFC 2104), hex. */
export function keyedHash(secret: string, value: string): string {
  return createHmac('sha256', secret).update(value).digest('hex');
}
