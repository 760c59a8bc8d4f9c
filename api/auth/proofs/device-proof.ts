import { createPublicKey, randomBytes, timingSafeEqual, verify } from 'node:crypto';
import { invalidField } from '../../http/problem.ts';
import type { DeviceChallenge, NewDevice } from '../contract.ts';
import { keyedHash } from '../credentials/tokens.ts';

const LIFETIME_MS = 120_000;
const PURPOSE = 'workspace device proof 1';

/**
 * A challenge for a device to sign, good for two minutes on every node. Nothing is kept of it: the
 * server's secret shows that it is the server's own.
 */
export function createChallenge(secret: string, now: number): DeviceChallenge {
  const expiresAt = now + LIFETIME_MS;
  const said = `${expiresAt}.${randomBytes(16).toString('base64url')}`;
  return {
    challenge: `${said}.${sealOf(secret, said)}`,
    expiresAt: new Date(expiresAt).toISOString(),
  };
}

/**
 * The public key that the device has proved to have the private key of; undefined for a device that
 * proves nothing.
 *
 * @throws Problem `invalid-request` for a challenge that is over or another server's, and for a
 *   signature that is not the key's
 */
export function provedKey(secret: string, device: NewDevice, now: number): string | undefined {
  const { proof, fingerprint, systemUser = '' } = device;
  if (proof === undefined) return undefined;
  const { challenge, publicKey, signature } = proof;
  if (!isGood(secret, challenge, now)) {
    throw invalidField('device.proof.challenge', 'ask for another challenge and sign that one');
  }
  const signed = [PURPOSE, challenge, fingerprint, systemUser].join('\n');
  if (!isSignedBy(publicKey, signed, signature)) {
    throw invalidField(
      'device.proof.signature',
      'must be of the key, for this challenge and device',
    );
  }
  return publicKey;
}

function isGood(secret: string, challenge: string, now: number): boolean {
  const end = challenge.lastIndexOf('.');
  const said = challenge.slice(0, Math.max(0, end));
  const [given, wanted] = [challenge.slice(end + 1), sealOf(secret, said)].map((text) =>
    Buffer.from(text),
  );
  if (given === undefined || wanted === undefined || given.length !== wanted.length) return false;
  return timingSafeEqual(given, wanted) && Number.parseInt(said, 10) > now;
}

/** @param publicKey as RFC 8037, section 2, has it in a JSON Web Key */
function isSignedBy(publicKey: string, signed: string, signature: string): boolean {
  try {
    const key = createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: publicKey },
    });
    return verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

function sealOf(secret: string, said: string): string {
  return keyedHash(secret, `device challenge:${said}`);
}
