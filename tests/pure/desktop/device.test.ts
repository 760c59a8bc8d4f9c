import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintSchema } from '../../../api/auth/contract.ts';
import { machineName } from '../../../api/lib/text.ts';
import { describeDevice } from '../../../desktop/main/device/device.ts';

const MACHINE = '0123456789abcdef0123456789abcdef';
const describe = (machine: string, origin: string, hostname = 'poste-4', user?: string) =>
  describeDevice(machine, origin, { hostname, platform: 'linux', user });

test('a machine is always the same to a server', () => {
  const device = describe(MACHINE, 'https://chat.example.lan');
  expect(describe(MACHINE, 'https://chat.example.lan', 'renamed').fingerprint).toBe(
    device.fingerprint,
  );
  expect(fingerprintSchema.parse(device.fingerprint)).toBe(device.fingerprint);
  expect(device.name).toBe('poste-4');
});

test('another machine is another, and two servers cannot tell that they know the same one', () => {
  const { fingerprint } = describe(MACHINE, 'https://chat.example.lan');
  expect(describe('f'.repeat(32), 'https://chat.example.lan').fingerprint).not.toBe(fingerprint);
  expect(describe(MACHINE, 'https://chat.example.com').fingerprint).not.toBe(fingerprint);
  expect(fingerprint).not.toContain(MACHINE);
});

test('two users of a machine are told apart, without their names', () => {
  const of = (user?: string) => describe(MACHINE, 'https://x', 'poste-4', user);
  const { systemUser } = of('1000 ann');
  expect(fingerprintSchema.parse(systemUser)).toBe(of('1000 ann').systemUser);
  expect(of('1001 ben').systemUser).not.toBe(systemUser);
  expect(of('1001 ben').fingerprint).toBe(of('1000 ann').fingerprint);
  expect(of()).not.toHaveProperty('systemUser');
  expect(JSON.stringify(of('1000 ann'))).not.toContain('ann');
});

test('a name is one line that the server takes', () => {
  expect(describe(MACHINE, 'https://x', `a\nb\u0000${'c'.repeat(200)}`).name).toBe(
    `ab${'c'.repeat(78)}`,
  );
  expect(describe(MACHINE, 'https://x', '').name).toBe('linux');
});

test('whatever the machine calls itself, the server takes the name, and leaves it as it is kept', () => {
  const name = machineName(1, 80);
  const hostnames = [
    fc.string({ unit: 'binary', maxLength: 200, size: 'max' }),
    fc.string({
      unit: fc.constantFrom('a', ' ', '\u2028', '\u2029', '\ud83d', '😀', 'é', '\u200b'),
    }),
    fc.constantFrom(`${'a'.repeat(79)}😀`, `${'a'.repeat(79)} b`, '\u2028', `a\u2029b`, ' '),
  ];
  fc.assert(
    fc.property(fc.oneof(...hostnames), (hostname) => {
      const device = describe(MACHINE, 'https://x', hostname);
      const kept = name.safeParse(device.name).data;
      expect(kept, JSON.stringify(hostname)).toEqual(expect.any(String));
      expect(name.parse(kept), JSON.stringify(hostname)).toBe(kept);
    }),
  );
});
