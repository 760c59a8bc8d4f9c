import { readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { type Config, rangesOf, readConfig } from '../../api/config.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const [, schema = ''] =
  /^const schema = z\.object\(\{\n([\s\S]*?)^\}\);/m.exec(read('api/config.ts')) ?? [];
const settings = [...schema.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name = '']) => name);

/** What a file says of the settings, as `[name, default]`; of some a README has words instead. */
type Told = (readonly [name: string, value: string | undefined])[];

function ofExample(): Told {
  return [...read('.env.example').matchAll(/^#([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(
    ([, name = '', value = '']) => [name, value],
  );
}

/** Of the rows of its table, in which some settings share one. */
function ofReadme(file: string): Told {
  const ticked = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  const rows = [...read(file).matchAll(/^\| (`[A-Z][A-Z0-9_]+`[^|]*) \| ([^|]*) \|/gm)];
  return rows.flatMap(([, names = '', values = '']) =>
    ticked(names).map((name, index) => [name, ticked(values)[index]] as const),
  );
}

const plain = (config: Config) =>
  Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      value instanceof BlockList ? rangesOf(value) : value,
    ]),
  );

/** Examples of what has no default. */
const EXAMPLES = ['DATABASE_URL', 'TRUSTED_PROXIES'];

test.each<[file: string, told: Told]>([
  ['README.md', ofReadme('README.md')],
  ['README.fr.md', ofReadme('README.fr.md')],
  ['.env.example', ofExample()],
])('%s has each setting, no other, and its default', (_file, told) => {
  expect(settings.length).toBeGreaterThan(15);
  expect(told.map(([name]) => name).sort()).toEqual([...settings].sort());
  const values = told.filter(([name, value]) => value !== undefined && !EXAMPLES.includes(name));
  expect(values.length).toBeGreaterThan(10);
  expect(plain(readConfig(Object.fromEntries(values)))).toEqual(plain(readConfig({})));
});
