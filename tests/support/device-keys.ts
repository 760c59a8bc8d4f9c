import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Api, device } from './api.ts';

/** The key pair of a workstation, or of one user of it. */
export interface DeviceKey {
  publicKey: string;
  privateKey: KeyObject;
}

export function makeKey(): DeviceKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { publicKey: x, privateKey };
}

/** A device that proves the key, by signing the challenge and the fingerprint. */
export function signedBy(key: DeviceKey, fingerprint: string, challenge: string, systemUser = '') {
  const text = ['workspace device proof 1', challenge, fingerprint, systemUser].join('\n');
  const signature = sign(null, Buffer.from(text), key.privateKey).toString('base64url');
  return {
    fingerprint,
    ...(systemUser !== '' && { systemUser }),
    proof: { publicKey: key.publicKey, challenge, signature },
  };
}

/** The workstation of this name, as it proves the key. */
export async function proved(
  api: Api,
  name: string,
  key: DeviceKey,
  claimed: { challenge?: string; systemUser?: string } = {},
) {
  const challenge =
    claimed.challenge ?? (await api.post('/device-challenges', undefined)).body.challenge;
  const { fingerprint } = device(name);
  return { ...signedBy(key, fingerprint, challenge, claimed.systemUser), name };
}
