import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const containerfile = readFileSync('deploy/container/Containerfile', 'utf8');
const copied = [...containerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
  ([, sources = '']) => sources.split(' '),
);

test('the image is made of what is there, and the rest is not sent to its build', () => {
  expect(copied).toContain('api');
  expect(copied.filter((source) => !existsSync(source))).toEqual([]);
  const [all, ...sent] = readFileSync('.dockerignore', 'utf8').split('\n').filter(isRule);
  expect(all).toBe('*');
  expect(new Set(sent)).toEqual(new Set(copied.map((source) => `!${source}`)));
});

test('the image has the Node that the project is tried with', () => {
  const version = readFileSync('.nvmrc', 'utf8').trim();
  expect(containerfile).toContain(`/node:${version}-`);
});

function isRule(line: string): boolean {
  return line !== '' && !line.startsWith('#');
}
