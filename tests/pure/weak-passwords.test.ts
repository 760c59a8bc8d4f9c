import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findWeakness } from '../../api/users/weak-passwords.ts';

const claire = { username: 'claire.m', displayName: 'Claire Martin' };
const weaknessOf = (password: string) => findWeakness(password, claire, 'chat.example.lan:4000');

test.each([
  [
    'everybody tries',
    ['1234567890', 'password123', 'PassWord123', 'motdepasse', 'Motdepassé1', 'azertyuiop'],
  ],
  [
    'repeat',
    ['aaaaaaaaaa', ' '.repeat(10), 'abababababab', '12312312312', 'éàéàéàéàéà', '🦔'.repeat(10)],
  ],
  ['row', ['345678901234', '10987654321098', 'bcdefghijk', 'qsdfghjklm', 'nbvcxwmlkj']],
  [
    'name',
    ['claire2026!', 'Claire.Martin', 'martin-claire-01', 'chat.example.lan', 'claire-2026-01'],
  ],
])('refuses what a guesser tries: %s', (word, passwords) => {
  for (const password of passwords) {
    expect([password, weaknessOf(password)]).toEqual([password, expect.stringContaining(word)]);
  }
});

test.each([
  'correct horse battery',
  'claire aime le chocolat',
  'l’été à Noël 2026',
  'x7!kq9-Lm2',
  'un mot de passe',
  'martinique-claire',
])('takes %s', (password) => {
  expect(weaknessOf(password)).toBeUndefined();
});

test('takes nearly everything that is random', () => {
  const random = fc.string({ minLength: 12, maxLength: 256 });
  const refused = fc.sample(random, 500).filter((password) => weaknessOf(password) !== undefined);
  expect(refused.length).toBeLessThan(10);
});
