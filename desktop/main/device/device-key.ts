import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { z } from 'zod';

/** An Ed25519 key pair, its parts as RFC 8037, section 2, has them in a JSON Web Key. */
export const deviceKeySchema = z.object({ x: z.string(), d: z.string() });
export type DeviceKey = z.output<typeof deviceKeySchema>;

export function makeDeviceKey(): DeviceKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return deviceKeySchema.parse(privateKey.export({ format: 'jwk' }));
}

/** Proves to the server that this is the device that has the key, as the server's API asks for it. */
export function proveDevice(
  { x, d }: DeviceKey,
  { fingerprint, systemUser = '' }: { fingerprint: string; systemUser?: string | undefined },
  challenge: string,
) {
  const text = ['workspace device proof 1', challenge, fingerprint, systemUser].join('\n');
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x, d } });
  const signature = sign(null, Buffer.from(text), key).toString('base64url');
  return { publicKey: x, challenge, signature };
}
