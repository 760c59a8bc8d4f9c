import { expect, test } from 'vitest';
import { createChallenge, provedKey } from '../../api/auth/proofs/device-proof.ts';
import { makeKey, signedBy } from '../support/device-keys.ts';

const SECRET = 'the secret of the server';
const NOW = Date.UTC(2026, 0, 1);

test('a challenge is good for two minutes, and for this server alone', () => {
  const { challenge, expiresAt } = createChallenge(SECRET, NOW);
  expect(expiresAt).toBe('2026-01-01T00:02:00.000Z');
  const key = makeKey();
  const device = signedBy(key, 'fingerprint-of-a-desk', challenge);
  expect(provedKey(SECRET, device, NOW + 119_999)).toBe(key.publicKey);
  expect(() => provedKey(SECRET, device, NOW + 120_000)).toThrow('Correct the fields');
  expect(() => provedKey('another secret', device, NOW)).toThrow('Correct the fields');
});

test('no two challenges are the same', () => {
  const [one, another] = [createChallenge(SECRET, NOW), createChallenge(SECRET, NOW)];
  expect(one.challenge).not.toBe(another.challenge);
});
